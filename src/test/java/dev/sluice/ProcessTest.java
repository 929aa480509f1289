package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.ExitCode;
import dev.sluice.cli.Main;
import dev.sluice.support.JavaProcess;
import dev.sluice.support.Pictures;
import dev.sluice.support.RunningSluice;
import dev.sluice.support.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process of its own: how it starts, stops and is killed. */
class ProcessTest {

    private static final Duration SOON = Duration.ofSeconds(5);

    @TempDir
    Path temporary = Path.of("");

    private final byte[] png = Pictures.png(200, 100);

    @Test
    void whatWasKeptIsThereAfterAKillInAnUploadAndTheRestIsSwept() throws IOException {
        Path data = temporary.resolve("data");
        try (JavaProcess process = serve(List.of(), "--data", data.toString())) {
            int port = port(process);
            try (Wire wire = new Wire(port);
                    Wire half = new Wire(port)) {
                assertThat(wire.send(upload(png.length)).send(png).answer()).startsWith("HTTP/1.1 201 ");
                RunningSluice.await("the first one's temporary file has gone", SOON, () -> spooled(data) == 0);
                half.send(upload(png.length * 2)).send(png);
                RunningSluice.await("half of it is spooled", SOON, () -> spooled(data) == 1);
                process.kill();
            }
        }
        assertThat(spooled(data)).isEqualTo(1);

        try (RunningSluice again = RunningSluice.in(data, Map.of("store.spool-age", "1ms"))) {
            RunningSluice.await("the spool is swept", SOON, () -> spooled(data) == 0);
            assertThat(again.get("/images").json(200).path("images").size()).isEqualTo(1);
            assertThat(again.get("/channels/inbox/image").picture().getWidth()).isEqualTo(200);
            assertThat(again.post("/upload", png).status()).isEqualTo(200);
        }
    }

    @Test
    void stopsInOrderWhileARequestIsInFlight() throws Exception {
        try (JavaProcess process =
                serve(List.of(), "--data", temporary.resolve("data").toString())) {
            try (Wire wire = new Wire(port(process))) {
                String work = "POST /transform?w=6000&h=6000&fit=fill&enlarge=true&format=png HTTP/1.1\r\n"
                        + "Host: localhost\r\nContent-Length: " + png.length + "\r\n\r\n";
                wire.send(work).send(png);
                RunningSluice.await("its body has been spooled", SOON, () -> spooled(temporary.resolve("data")) > 0);

                process.terminate();

                assertThat(process.exitCode(10)).isEqualTo(ExitCode.OK.number());
                assertThat(wire.isClosedByPeer()).isTrue();
            }
        }
        assertThat(spooled(temporary.resolve("data"))).isZero();
    }

    @Test
    void startsWithABrokenAotCache() throws Exception {
        Path garbage = Files.write(temporary.resolve("sluice.aot"), new byte[100_000]);

        try (JavaProcess process = serve(
                List.of("-XX:AOTCache=" + garbage, "-Xlog:aot=off", "-Xlog:cds=off"),
                "--data",
                temporary.resolve("data").toString())) {
            try (Wire wire = new Wire(port(process))) {
                assertThat(wire.send("GET /health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n")
                                .answer())
                        .startsWith("HTTP/1.1 200 ");
            }
            process.terminate();
            assertThat(process.exitCode(10)).isEqualTo(ExitCode.OK.number());
        }
    }

    @Test
    void saysThatThePortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());

            String said =
                    failure(ExitCode.START, "--data", temporary.resolve("data").toString(), "--port", port);

            assertThat(said).contains("sluice: cannot listen on 127.0.0.1 port " + port);
        }
    }

    @Test
    void saysHowToGetLibvips() throws Exception {
        String said = failure(
                ExitCode.ENGINE,
                "--data",
                temporary.resolve("data").toString(),
                "--set",
                "image.libvips=" + temporary.resolve("libvips.so"));

        assertThat(said)
                .contains("npm install", "apt-get install libvips42", "SLUICE_LIBVIPS")
                .doesNotContain(temporary.toString());
    }

    @Test
    void saysThatTheDataFolderCannotBeMade() throws Exception {
        Path file = Files.write(temporary.resolve("file"), new byte[1]);

        String said = failure(ExitCode.START, "--data", file.resolve("data").toString());

        assertThat(said).contains("the data folder");
    }

    /** What it says when it does not start; it must not say it with a stack. */
    private static String failure(ExitCode code, String... arguments)
            throws IOException, InterruptedException, TimeoutException {
        try (JavaProcess process = serve(List.of(), arguments)) {
            String said = String.join("\n", process.rest());
            assertThat(process.exitCode(10)).as(said).isEqualTo(code.number());
            assertThat(said).doesNotContain("\tat ");
            return said;
        }
    }

    private static JavaProcess serve(List<String> flags, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(flags);
        all.addAll(List.of(
                "-XX:MaxDirectMemorySize=16m", "-Dsluice.home=" + Path.of("").toAbsolutePath()));
        List<String> words = new ArrayList<>(List.of("serve", "--memory", "512MiB"));
        words.addAll(List.of(arguments));
        if (!words.contains("--port")) {
            words.addAll(List.of("--port", "0"));
        }
        return JavaProcess.startWithErrors(all, Main.class, words.toArray(String[]::new));
    }

    private static int port(JavaProcess process) throws IOException {
        String line = process.lineWith("ready at http://");
        String address = line.substring(line.indexOf("127.0.0.1:") + 10);
        return Integer.parseInt(address.substring(0, address.indexOf(',')));
    }

    private static String upload(int length) {
        return "POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + "\r\n\r\n";
    }

    private static int spooled(Path data) {
        String[] names = data.resolve("spool").toFile().list();
        return names == null ? 0 : names.length;
    }
}
