import type { LanguageSamples } from '../language.js';

export const javaSamples: LanguageSamples = {
  hello: [
    {
      path: 'Main.java',
      content: String.raw`public class Main {
  public static void main(String[] args) {
    System.out.println("Hello, world!");
  }
}
`,
    },
  ],
  shout: [
    {
      path: 'Main.java',
      content: String.raw`package program;

import java.util.Scanner;

public class Main {
  public static void main(String[] args) {
    Scanner input = new Scanner(System.in);
    while (input.hasNextLine()) System.out.println(Shouting.shout(input.nextLine()));
  }
}
`,
    },
    {
      path: 'Shouting.java',
      content: String.raw`package program;

final class Shouting {
  static String shout(String line) {
    return line.toUpperCase();
  }
}
`,
    },
  ],
  broken: [
    {
      path: 'Main.java',
      content: String.raw`public class Main {
  public static void main(String[] args) {
    missing();
  }
}
`,
    },
  ],
};
