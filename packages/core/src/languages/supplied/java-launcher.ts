import type { SuppliedFile } from '../language.js';

/**
 * Starts the class that has a `main`, whatever its name and package: Java asks for the name of a class where a run of code knows
 * that of a file. Of several it takes the one called `Main`, then the one named as the main file.
 */
export const javaLauncher: SuppliedFile = {
  path: '.build/carrel/Launch.java',
  content: String.raw`package carrel;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

public final class Launch {
  public static void main(String[] args) throws Throwable {
    Path classes = Path.of(args[0]);
    String wanted = Path.of(args[1]).getFileName().toString();
    List<String> names = names(classes, wanted);
    for (String name : names) {
      MethodHandle main = mainOf(Class.forName(name, false, Launch.class.getClassLoader()));
      if (main == null) continue;
      main.invokeExact(Arrays.copyOfRange(args, 2, args.length));
      return;
    }
    System.err.println("error: no class has a method public static void main(String[])");
    System.exit(1);
  }

  private static List<String> names(Path classes, String wanted) throws IOException {
    try (Stream<Path> files = Files.walk(classes)) {
      return files
          .map(file -> classes.relativize(file).toString())
          .filter(file -> file.endsWith(".class"))
          .map(file -> file.substring(0, file.length() - 6).replace('/', '.'))
          .filter(name -> !name.equals("carrel.Launch"))
          .sorted(Comparator.comparing((String name) -> rank(name, wanted)).thenComparing(name -> name))
          .collect(Collectors.toList());
    }
  }

  private static int rank(String name, String wanted) {
    String simple = name.substring(name.lastIndexOf('.') + 1);
    return simple.equals("Main") ? 0 : simple.equals(wanted) ? 1 : 2;
  }

  private static MethodHandle mainOf(Class<?> type) {
    try {
      return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
          .findStatic(type, "main", MethodType.methodType(void.class, String[].class));
    } catch (ReflectiveOperationException | LinkageError e) {
      return null;
    }
  }
}
`,
};
