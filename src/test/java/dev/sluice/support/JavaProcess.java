package dev.sluice.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A Java process of its own that runs a main class of the class path and can be stopped as by {@code kill}. */
public final class JavaProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader lines;

    private JavaProcess(Process process) {
        this.process = process;
        this.lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts one of which only the standard output is read. */
    public static JavaProcess start(List<String> flags, Class<?> main, String... arguments) throws IOException {
        return new JavaProcess(command(flags, main, arguments)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** Starts one whose errors are read among its output. */
    public static JavaProcess startWithErrors(List<String> flags, Class<?> main, String... arguments)
            throws IOException {
        return new JavaProcess(
                command(flags, main, arguments).redirectErrorStream(true).start());
    }

    private static ProcessBuilder command(List<String> flags, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx48m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:-CreateCoredumpOnCrash"));
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    public long pid() {
        return process.pid();
    }

    /** The next line it writes; waits for it. */
    public String line() throws IOException {
        String line = lines.readLine();
        if (line == null) {
            throw new IOException("the process ended early");
        }
        return line;
    }

    /** The first line from here on that has this text; waits for it. */
    public String lineWith(String text) throws IOException {
        List<String> before = new ArrayList<>();
        String line = lines.readLine();
        while (line != null && !line.contains(text)) {
            before.add(line);
            line = lines.readLine();
        }
        if (line == null) {
            throw new IOException("the process ended without '" + text + "', having said " + before);
        }
        return line;
    }

    /** Kills it and returns the whole lines it had written and that were not read yet. */
    public List<String> kill() throws IOException {
        // Process.destroyForcibly would close the stream.
        process.toHandle().destroyForcibly();
        return rest();
    }

    /** Asks it to end, as {@code kill} without {@code -9} does. */
    public void terminate() {
        process.toHandle().destroy();
    }

    /** Its exit code, which has to be there soon. */
    public int exitCode(int seconds) throws InterruptedException, TimeoutException {
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            throw new TimeoutException("the process has not ended within " + seconds + " s");
        }
        return process.exitValue();
    }

    /** Waits for its end by itself. */
    public List<String> rest() throws IOException {
        List<String> rest = new ArrayList<>();
        String line = lines.readLine();
        while (line != null) {
            rest.add(line);
            line = lines.readLine();
        }
        process.onExit().join();
        return rest;
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
