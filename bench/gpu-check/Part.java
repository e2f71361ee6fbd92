import java.io.IOException;

/** Something that is checked on its own. */
interface Part {
  String name();

  void run(Table table) throws IOException;
}
