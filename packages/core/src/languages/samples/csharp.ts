import type { LanguageSamples } from '../language.js';

export const csharpSamples: LanguageSamples = {
  hello: [
    {
      path: 'Main.cs',
      content: String.raw`using System;

class Hello
{
    static void Main()
    {
        Console.WriteLine("Hello, world!");
    }
}
`,
    },
  ],
  shout: [
    {
      path: 'Main.cs',
      content: String.raw`using System;

class Program
{
    static void Main()
    {
        string line;
        while ((line = Console.ReadLine()) != null) Console.WriteLine(Shouting.Shout(line));
    }
}
`,
    },
    {
      path: 'Shouting.cs',
      content: String.raw`static class Shouting
{
    public static string Shout(string line) => line.ToUpperInvariant();
}
`,
    },
  ],
  broken: [
    {
      path: 'Main.cs',
      content: String.raw`class Broken
{
    static int Main() => missing;
}
`,
    },
  ],
};
