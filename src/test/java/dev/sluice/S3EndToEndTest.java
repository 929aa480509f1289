package dev.sluice;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.Main;
import dev.sluice.support.JavaProcess;
import dev.sluice.support.Pictures;
import dev.sluice.support.Reply;
import dev.sluice.support.RunningSluice;
import dev.sluice.support.S3Server;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3EndToEndTest {

    private static final String SDK = "software.amazon";

    @TempDir
    Path folder;

    private final byte[] png = Pictures.png(120, 80);
    private S3Server server;

    @BeforeEach
    void start() {
        server = S3Server.start().has("pictures", "folder/a b.png", png);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private RunningSluice sluice() {
        Map<String, String> settings = new HashMap<>(server.settings("pictures"));
        settings.put("proxy.allow-unsigned", "true");
        return RunningSluice.in(folder.resolve("data"), settings);
    }

    private static String proxied(String bucket) {
        return "/api/image-proxy?url=s3%3A%2F%2F" + bucket + "%2Ffolder%2Fa%2520b.png";
    }

    @Test
    void anObjectPassesUnchangedAndComesFromTheCacheTheSecondTime() {
        try (RunningSluice sluice = sluice()) {
            Reply first = sluice.get(proxied("pictures"));
            assertThat(first.status()).as(first::text).isEqualTo(200);
            assertThat(first.bytes()).isEqualTo(png);
            assertThat(first.header("X-Sluice-Cache")).isEqualTo("miss");
            assertThat(first.header("Cache-Control")).startsWith("public, max-age=60");
            assertThat(first.header("Surrogate-Key")).contains("host-pictures");
            Reply second = sluice.get(proxied("pictures"));
            assertThat(second.header("X-Sluice-Cache")).isEqualTo("hit");
            assertThat(second.bytes()).isEqualTo(png);
            assertThat(sluice.get(proxied("pictures") + "&w=60&format=jpeg")
                            .picture()
                            .getHeight())
                    .isEqualTo(40);
            assertThat(sluice.get("/api/image-proxy/entries").text())
                    .contains("s3://pictures/folder/a%20b.png")
                    .doesNotContain("X-Amz", S3Server.KEY);
        }
    }

    @Test
    void anUrlOfImgproxyNamesAnObject() {
        try (RunningSluice sluice = sluice()) {
            Reply reply = sluice.get("/img/insecure/rs:fit:60:60/"
                    + Base64.getUrlEncoder().encodeToString("s3://pictures/folder/a%20b.png".getBytes(UTF_8)) + ".jpg");
            assertThat(reply.status()).as(reply::text).isEqualTo(200);
            assertThat(reply.picture().getWidth()).isEqualTo(60);
        }
    }

    @Test
    void whatIsNotOpenedOrNotThereIsRefusedInTheUsualWay() {
        try (RunningSluice sluice = sluice()) {
            assertThat(sluice.get(proxied("secrets")).text()).contains("fetch.s3.buckets");
            Reply missing = sluice.get("/api/image-proxy?url=s3%3A%2F%2Fpictures%2Fnothing.png");
            assertThat(missing.text()).contains("status 404").doesNotContain("X-Amz");
        }
    }

    @Test
    void noClassOfTheSdkIsLoadedBeforeTheFirstObject() throws Exception {
        Path classes = folder.resolve("classes");
        List<String> arguments = new ArrayList<>(List.of("serve", "--memory", "512MiB", "--port", "0", "--data"));
        arguments.add(folder.resolve("data").toString());
        server.settings("pictures").forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
        List<String> flags = List.of(
                "-XX:MaxDirectMemorySize=16m",
                "-Dsluice.home=" + Path.of("").toAbsolutePath(),
                "-Xlog:class+load:file=" + classes);
        try (JavaProcess process = JavaProcess.startWithErrors(flags, Main.class, arguments.toArray(String[]::new));
                HttpClient client = HttpClient.newHttpClient()) {
            String ready = process.lineWith("ready at http://");
            String address = ready.replaceAll(".*(http://[^,]+),.*", "$1");
            assertThat(Files.readString(classes))
                    .contains("dev.sluice.fetch.Fetcher ")
                    .doesNotContain(SDK);

            HttpRequest request = HttpRequest.newBuilder(URI.create(address + proxied("pictures")))
                    .build();
            assertThat(client.send(request, BodyHandlers.ofByteArray()).body()).isEqualTo(png);
            assertThat(Files.readString(classes)).contains(SDK);
        }
    }
}
