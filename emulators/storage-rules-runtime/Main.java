package bourse.storagerules;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A Storage rules runtime for firebase-tools on the rules engine that lies inside the Firestore emulator.
 *
 * <p>firebase-tools writes one JSON request a line to standard input and reads one JSON answer a line from standard
 * output. It ends the runtime by closing the input or with a signal.
 */
public final class Main {
  public static void main(String[] arguments) throws IOException {
    OutputStream answers = new FileOutputStream(FileDescriptor.out);
    // A library that prints would corrupt the protocol: everything but answers goes to standard error.
    System.setOut(System.err);
    Protocol protocol = new Protocol(answer -> writeLine(answers, answer));
    try (BufferedReader requests =
        new BufferedReader(
            new InputStreamReader(new FileInputStream(FileDescriptor.in), StandardCharsets.UTF_8))) {
      protocol.hello();
      for (String line = requests.readLine(); line != null; line = requests.readLine()) {
        protocol.accept(line);
      }
    }
  }

  /** One write for a whole line, and one line at a time: a reader never sees two answers mixed. */
  private static synchronized void writeLine(OutputStream output, String line) {
    try {
      output.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      output.flush();
    } catch (IOException broken) {
      throw new UncheckedIOException("firebase-tools no longer reads", broken);
    }
  }
}
