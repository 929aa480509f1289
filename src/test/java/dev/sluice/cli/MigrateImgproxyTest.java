package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Settings;
import dev.sluice.fetch.S3Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MigrateImgproxyTest {

    @TempDir
    Path folder = Path.of("");

    /** What is printed for the lines of a file; it is then a file that check-config accepts. */
    private String migrated(String... lines) throws IOException {
        Files.write(folder.resolve("imgproxy.env"), List.of(lines));
        Run run = new Run(folder).with("migrate-imgproxy", "imgproxy.env");
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        Files.writeString(folder.resolve("sluice.yaml"), run.out());
        Run check = new Run(folder).with("check-config");
        assertThat(check.err()).as(run.out()).isEmpty();
        assertThat(check.code()).isZero();
        return run.out();
    }

    private Settings settings(String... lines) throws IOException {
        migrated(lines);
        List<Settings> served = new ArrayList<>();
        new Run(folder).server(settings -> served.add(settings.current())).with("serve");
        return served.getFirst();
    }

    @Test
    void whatHasAMeaningHereBecomesASetting() throws IOException {
        Settings settings = settings(
                "# my proxy",
                "IMGPROXY_KEY=736563726574, aa11",
                "export IMGPROXY_SALT=\"68656C6C6F,bb22\"",
                "IMGPROXY_SIGNATURE_SIZE='12'",
                "",
                "IMGPROXY_BIND=127.0.0.1:8081   # behind nginx",
                "IMGPROXY_PATH_PREFIX=/pictures",
                "IMGPROXY_LOCAL_FILESYSTEM_ROOT=\"/srv/my \\\"best\\\" pictures\"",
                "IMGPROXY_MAX_SRC_FILE_SIZE=10000000",
                "IMGPROXY_TIMEOUT=20",
                "IMGPROXY_DOWNLOAD_TIMEOUT=7",
                "IMGPROXY_MAX_REDIRECTS=3",
                "IMGPROXY_WORKERS=4",
                "IMGPROXY_REQUESTS_QUEUE_SIZE=100",
                "IMGPROXY_ALLOW_PRIVATE_SOURCE_ADDRESSES=1",
                "IMGPROXY_ALLOW_LOOPBACK_SOURCE_ADDRESSES=true",
                "IMGPROXY_SECRET=a-secret-of-sufficient-length",
                "HOME=/root");

        assertThat(settings.proxy().signatures()).hasSize(2);
        assertThat(settings.proxy().allowUnsigned()).isFalse();
        assertThat(settings.proxy().prefix()).isEqualTo("/pictures");
        assertThat(settings.proxy().localRoot()).isEqualTo("/srv/my \"best\" pictures");
        assertThat(settings.http().host()).isEqualTo("127.0.0.1");
        assertThat(settings.http().port()).isEqualTo(8081);
        assertThat(settings.http().requestTimeout()).hasSeconds(20);
        assertThat(settings.fetch().totalTimeout()).hasSeconds(7);
        assertThat(settings.fetch().maxBytes().bytes()).isEqualTo(10_000_000);
        assertThat(settings.fetch().maxRedirects()).isEqualTo(3);
        assertThat(settings.fetch().allowNetworks()).hasSize(7);
        assertThat(settings.governor().cores()).isEqualTo(4);
        assertThat(settings.governor().queueLength()).isEqualTo(100);
        assertThat(settings.access().tokens()).containsExactly("a-secret-of-sufficient-length");
    }

    @Test
    void takesTheVariablesOfTheProcessWithoutAFile() {
        Run run = new Run(folder).environment("IMGPROXY_MAX_REDIRECTS", "2").with("migrate-imgproxy");

        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("\n# IMGPROXY_MAX_REDIRECTS\nfetch.max-redirects: \"2\"\n");
    }

    @Test
    void withoutAKeyUrlsNeedNotBeSigned() throws IOException {
        String yaml = migrated("IMGPROXY_TTL=31536000");

        assertThat(yaml)
                .contains(
                        "proxy.allow-unsigned: \"true\"",
                        "proxy.imgproxy-prefix: \"/\"",
                        "http.host: \"0.0.0.0\"",
                        "http.port: \"8080\"")
                .contains("Unsigned URLs are answered to this machine only")
                .contains("Sluice needs access.token")
                .contains("# IMGPROXY_TTL: as it is here without a setting");
    }

    @Test
    void portCountsOnlyWithoutBind() throws IOException {
        assertThat(settings("PORT=9000", "IMGPROXY_WORKERS=1").http().port()).isEqualTo(9000);
        assertThat(settings("PORT=9000", "IMGPROXY_BIND=[::1]:9001").http().host())
                .isEqualTo("::1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "IMGPROXY_WORKERS=many | # IMGPROXY_WORKERS: it is no whole number",
                "IMGPROXY_WORKERS=100000 | # IMGPROXY_WORKERS: governor.cores does not take this value: it must be a whole number",
                "IMGPROXY_SIGNATURE_SIZE=4 | # IMGPROXY_SIGNATURE_SIZE: proxy.signature-size does not take this value",
                "IMGPROXY_PATH_PREFIX=/a.b | # IMGPROXY_PATH_PREFIX: proxy.imgproxy-prefix does not take this value",
                "IMGPROXY_MAX_SRC_FILE_SIZE=0 | # IMGPROXY_MAX_SRC_FILE_SIZE: the size of what is fetched is always limited",
                "IMGPROXY_MAX_SRC_RESOLUTION=16.8 | # IMGPROXY_MAX_SRC_RESOLUTION: what a picture may cost is decided by",
                "IMGPROXY_WRITE_RESPONSE_TIMEOUT=9 | # IMGPROXY_WRITE_RESPONSE_TIMEOUT: it counts for each 64 KiB",
                "IMGPROXY_STRIP_METADATA=false | # IMGPROXY_STRIP_METADATA: metadata is always removed",
                "IMGPROXY_STRIP_METADATA=yes | # IMGPROXY_STRIP_METADATA: it is neither true nor false",
                "IMGPROXY_SECRET=short | # IMGPROXY_SECRET: access.token does not take this value",
                "IMGPROXY_KEY=aa | # IMGPROXY_KEY, IMGPROXY_SALT: there are 1 keys and 0 salts",
                "IMGPROXY_NETWORK=unix | # IMGPROXY_NETWORK: only TCP is listened on",
                "IMGPROXY_BIND=/run/imgproxy.sock | # IMGPROXY_BIND: it has no port",
                "IMGPROXY_BIND=:http | # IMGPROXY_BIND: http.port does not take this value",
                "IMGPROXY_DATADOG_ENABLE=true | # IMGPROXY_DATADOG_ENABLE: Sluice has nothing like it",
                "IMGPROXY_GCS_KEY={} | # IMGPROXY_GCS_KEY: sources are http, https, S3 and local",
                "IMGPROXY_USE_GCS=true | # IMGPROXY_USE_GCS: sources are http, https, S3 and local",
                "IMGPROXY_USE_S3=maybe | # IMGPROXY_USE_S3: it is neither true nor false",
                "IMGPROXY_USE_S3=false | # IMGPROXY_USE_S3: as it is here without a setting",
                "IMGPROXY_S3_ALLOWED_BUCKETS=a-b | # IMGPROXY_S3_ALLOWED_BUCKETS, IMGPROXY_S3_DENIED_BUCKETS: IMGPROXY_USE_S3 is not set",
                "IMGPROXY_S3_ASSUME_ROLE_ARN=a | # IMGPROXY_S3_ASSUME_ROLE_ARN: Sluice has nothing like it",
                "IMGPROXY_WATERMARK_PATH=/a.png | # IMGPROXY_WATERMARK_PATH: there are no watermarks yet"
            })
    void whatHasNoneIsAComment(String line, String comment) throws IOException {
        assertThat(migrated(line).lines()).anyMatch(written -> written.startsWith(comment));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "https://example.com/ | example.com | both http and https are allowed",
                "https://*.example.com/,http://a.test/ | *.example.com,a.test | both http and https are allowed",
                "https://example.com | example.com | without a slash at its end also allowed hosts that only begin so",
                "https://example.com/images/ | example.com | all paths of the host are allowed",
                "http://example.com:8080/ | example.com | ports are allowed by fetch.ports",
                "https://img*.example.com/,https://b.test/ | b.test | 'https://img*.example.com/' is left out",
                "local://,https://b.test/ | b.test | local:/// sources are allowed where proxy.local-root is set",
                "local:// | nobody.invalid | no host is left of it",
                "s3://bucket/ | nobody.invalid | 's3://bucket/' is left out"
            })
    void allowedSourcesBecomeAllowedHosts(String given, String hosts, String note) throws IOException {
        String yaml = migrated("IMGPROXY_ALLOWED_SOURCES=" + given);

        assertThat(yaml).contains("\nfetch.allow-hosts: \"" + hosts + "\"\n").contains(note);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "https://", "http*://*/", "https://example.com/,https://"})
    void aPatternForAllHostsAllowsAll(String given) throws IOException {
        assertThat(migrated("IMGPROXY_ALLOWED_SOURCES=" + given))
                .doesNotContain("fetch.allow-hosts:")
                .contains("# IMGPROXY_ALLOWED_SOURCES: ");
    }

    @Test
    void bucketsOfS3AreOpenedWithWhereTheyAre() throws IOException {
        Settings settings = settings(
                "IMGPROXY_USE_S3=true",
                "IMGPROXY_S3_ENDPOINT=http://minio:9000",
                "IMGPROXY_S3_REGION=eu-central-1",
                "IMGPROXY_S3_ENDPOINT_USE_PATH_STYLE=false",
                "IMGPROXY_S3_ALLOWED_BUCKETS=pictures,photos");
        assertThat(settings.fetch().s3())
                .isEqualTo(new S3Config(
                        List.of("pictures", "photos"), "http://minio:9000", "eu-central-1", false, "", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "IMGPROXY_ALLOWED_SOURCES= | *",
                "IMGPROXY_ALLOWED_SOURCES=s3://,https://a.org/ | *",
                "IMGPROXY_ALLOWED_SOURCES=s3://pictures/,https://a.org/,s3://photos/2026/* | pictures,photos",
                "IMGPROXY_ALLOWED_SOURCES=https://a.org/ | ''",
                "IMGPROXY_ALLOWED_SOURCES=s3://pict* | ''",
                "IMGPROXY_S3_DENIED_BUCKETS=secrets | ''",
                "IMGPROXY_S3_ALLOWED_BUCKETS=pict* | ''"
            })
    void neverMoreBucketsAreOpenedThanWereAllowed(String line, String buckets) throws IOException {
        assertThat(String.join(
                        ",", settings("IMGPROXY_USE_S3=1", line).fetch().s3().buckets()))
                .isEqualTo(buckets);
    }

    @Test
    void aSecretStandsOnlyWhereItIsASetting() throws IOException {
        assertThat(migrated("IMGPROXY_SECRET=short", "IMGPROXY_KEY=abc", "IMGPROXY_SALT=abd", "IMGPROXY_S3_KEY=xyz"))
                .doesNotContain("short", "abc", "abd", "xyz");
    }

    @Test
    void noValueBreaksOutOfItsPlace() {
        Run run = new Run(folder)
                .environment("IMGPROXY_LOCAL_FILESYSTEM_ROOT", "/a\"\naccess.public: \"/")
                .environment("IMGPROXY_ALLOWED_SOURCES", "ftp://x\naccess.public: \"/\"")
                .with("migrate-imgproxy");

        assertThat(run.out().lines()).noneMatch(line -> line.startsWith("access.public"));
        assertThat(run.out()).contains("proxy.local-root: \"/a\\\"\\u000aaccess.public: \\\"/\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "IMGPROXY_KEY: aa | 1 | imgproxy.env line 1: write NAME=VALUE",
                "HOME=/root | 2 | there is no variable that begins with IMGPROXY_",
                "'' | 2 | there is no variable that begins with IMGPROXY_"
            })
    void saysWhatAFileLacks(String text, int code, String message) throws IOException {
        Files.writeString(folder.resolve("imgproxy.env"), text);

        Run run = new Run(folder).with("migrate-imgproxy", "imgproxy.env");

        assertThat(run.code()).isEqualTo(code);
        assertThat(run.err()).contains(message);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void saysThatThereIsNoFileAndThatItIsTooLarge() throws IOException {
        Files.writeString(folder.resolve("large"), "#".repeat(256 * 1024 + 1));
        Files.write(folder.resolve("binary"), new byte[] {'A', '=', (byte) 0xFF});

        assertThat(new Run(folder).with("migrate-imgproxy", "none").err()).contains("there is no file");
        assertThat(new Run(folder).with("migrate-imgproxy", "large").err()).contains("is larger than 256 KiB");
        assertThat(new Run(folder).with("migrate-imgproxy", "binary").err()).contains("is not in UTF-8");
    }
}
