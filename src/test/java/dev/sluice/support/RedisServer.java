package dev.sluice.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A real Redis that keeps nothing on the disk; {@code ./run} installs it. */
public final class RedisServer implements AutoCloseable {

    private final int port;
    private final List<String> options;
    private Process process;

    private RedisServer(int port, List<String> options) throws IOException {
        this.port = port;
        this.options = options;
        process = launch();
    }

    /** Starts one on a free port of the loopback. */
    public static RedisServer start(String... options) throws IOException {
        return new RedisServer(freePort(), List.of(options));
    }

    /** A port on which nobody listens. */
    public static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private Process launch() throws IOException {
        List<String> command = new ArrayList<>(List.of("redis-server", "--port", Integer.toString(port)));
        command.addAll(List.of("--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", "/tmp"));
        command.addAll(options);
        Process started = new ProcessBuilder(command).redirectErrorStream(true).start();
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8));
        List<String> said = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            said.add(line);
            if (line.contains("eady to accept connections")) {
                return started;
            }
        }
        throw new IOException("redis-server did not start: " + said);
    }

    public int port() {
        return port;
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** What redis-cli says to a command. */
    public String cli(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("redis-cli", "-p", Integer.toString(port)));
        command.addAll(List.of(arguments));
        Process cli = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(cli.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(cli.onExit().join().exitValue()).as(said).isZero();
        return said.strip();
    }

    /** The names of all keys that match. */
    public List<String> keys(String pattern) throws IOException {
        return cli("KEYS", pattern).lines().filter(line -> !line.isBlank()).toList();
    }

    /** Stops it as {@code kill -9} does. */
    public void stop() {
        process.destroyForcibly().onExit().join();
    }

    /** Starts it again, on its port, empty. */
    public void restart() throws IOException {
        stop();
        process = launch();
    }

    /** Makes it neither read nor answer, with its connections open. */
    public void freeze() throws IOException {
        signal("-STOP");
    }

    public void thaw() throws IOException {
        signal("-CONT");
    }

    private void signal(String name) throws IOException {
        Process kill = new ProcessBuilder("kill", name, Long.toString(process.pid())).start();
        assertThat(kill.onExit().join().exitValue()).isZero();
    }

    @Override
    public void close() {
        stop();
    }
}
