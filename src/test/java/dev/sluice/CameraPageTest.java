package dev.sluice;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.support.Browser;
import dev.sluice.support.LoopbackServer;
import dev.sluice.support.RunningSluice;
import dev.sluice.support.TestCamera;
import dev.sluice.support.Wire;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The page of the cameras in a real browser. */
class CameraPageTest {

    private static final String LIVE = "document.querySelector('#screen img')";

    @RegisterExtension
    static final RunningSluice SLUICE = RunningSluice.with(Map.of("camera.max-viewers", "2"));

    private static TestCamera camera;
    private static Browser browser;

    @BeforeAll
    static void start() throws IOException {
        camera = TestCamera.of(160, 120, 25);
        browser = Browser.start();
    }

    @AfterAll
    static void stop() throws IOException {
        browser.close();
        camera.close();
    }

    @AfterEach
    void leave() {
        browser.open("about:blank");
        for (var one : SLUICE.get("/cameras").json(200).get("cameras")) {
            SLUICE.delete("/cameras/" + one.get("name").asString());
        }
    }

    private static void open(String name) {
        browser.open("about:blank");
        browser.open("http://127.0.0.1:" + SLUICE.port() + "/console/cameras" + (name.isEmpty() ? "" : "#" + name));
        browser.await("!document.getElementById('" + (name.isEmpty() ? "all" : "one") + "').hidden");
    }

    private static void define(String name, String url, String more) {
        assertThat(SLUICE.put("/cameras/" + name, "{\"url\": \"" + url + "\"" + more + "}")
                        .status())
                .isEqualTo(201);
    }

    private static void add(String name, String url) {
        browser.type("#add [name=name]", name);
        browser.type("#add [name=url]", url);
        browser.click("#add button");
    }

    private static int viewers(String name) {
        return SLUICE.get("/cameras/" + name).json(200).get("viewers").asInt();
    }

    private static void awaitState(String state) {
        browser.await("document.getElementById('state').textContent === '" + state + "'");
    }

    /** Looks at the picture as it is now, as a canvas does. */
    private static String pixels(String image) {
        return browser.see("(() => { const image = " + image + "; const canvas = document.createElement('canvas');"
                        + " canvas.width = canvas.height = 32; canvas.getContext('2d').drawImage(image, 0, 0, 32, 32);"
                        + " return canvas.toDataURL() })()")
                .asString();
    }

    private static void awaitMoving(String image) {
        browser.await(image + "?.naturalWidth === 160");
        String before = pixels(image);
        RunningSluice.await(
                "the picture changes",
                Duration.ofSeconds(2),
                () -> !pixels(image).equals(before));
    }

    @Test
    void aCameraIsAddedSeenLiveStoppedStartedAndDeleted() {
        open("");
        browser.await("!document.getElementById('none').hidden");

        add("porch", camera.url());

        awaitState("live");
        awaitMoving(LIVE);
        browser.await("document.getElementById('facts').textContent.includes('160x120')");
        assertThat(viewers("porch")).isEqualTo(1);

        browser.click("#run");
        awaitState("stopped");
        browser.await("!" + LIVE + " && document.getElementById('run').textContent === 'Start'");

        browser.click("#run");
        awaitState("live");
        awaitMoving(LIVE);

        browser.click("#delete");
        browser.await("document.getElementById('sure').open");
        browser.click("#sure [value=no]");
        assertThat(SLUICE.get("/cameras/porch").status()).isEqualTo(200);
        browser.click("#delete");
        browser.await("document.getElementById('sure').open");
        browser.click("#sure [value=yes]");
        browser.await("!document.getElementById('none').hidden && location.hash === ''");
        assertThat(SLUICE.get("/cameras/porch").status()).isEqualTo(404);
    }

    @Test
    void aQuestionAskedAgainAtOnceIsAnsweredByItsOwnAnswer() {
        define("porch", camera.url(), "");
        open("porch");
        awaitState("live");
        browser.click("#delete");
        browser.await("document.getElementById('sure').open");

        browser.see("document.querySelector('#sure [value=no]').click(); document.getElementById('delete').click()");
        browser.await("document.getElementById('sure').open");
        browser.click("#sure [value=yes]");

        browser.await("!document.getElementById('none').hidden && location.hash === ''");
    }

    @Test
    void theListShowsAPictureOfEachCameraThatHasOne() {
        define("garden", camera.url(), ", \"running\": false");
        define("porch", camera.url(), "");

        open("");

        browser.await("document.querySelector('a[href=\"#porch\"] img')?.naturalWidth === 160");
        browser.await("document.querySelector('a[href=\"#garden\"]').innerText.includes('stopped')");
        browser.click("a[href=\"#porch\"]");
        awaitMoving(LIVE);
    }

    @Test
    void whatACameraSendsInsteadOfPicturesIsToldAndNotReadAsHtml() throws IOException {
        String hostile = "<img src=x onerror=alert(1)><b id=injected>";
        try (LoopbackServer server = LoopbackServer.with(client -> {
            client.getInputStream().read();
            client.getOutputStream()
                    .write(("HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: " + hostile.length()
                                    + "\r\nConnection: close\r\n\r\n" + hostile)
                            .getBytes(US_ASCII));
        })) {
            open("");
            add("porch", "http://127.0.0.1:" + server.port() + "/");

            browser.await("document.getElementById('failure').textContent.includes('<img src=x')");
            awaitState("waiting");
            browser.see("location.hash = ''");
            browser.await("document.querySelector('a[href=\"#porch\"]')?.textContent.includes('<img src=x')");
            assertThat(browser.see("document.querySelectorAll('#injected, img[src=x]').length")
                            .asInt())
                    .isZero();
        }
    }

    @Test
    void whatTheServerRefusesIsToldInItsWords() {
        open("");

        add("porch", "gopher://127.0.0.1/");

        browser.await("document.getElementById('added').classList.contains('bad')");
        assertThat(browser.see("document.getElementById('added').textContent").asString())
                .isEqualTo(SLUICE.put("/cameras/porch", "{\"url\": \"gopher://127.0.0.1/\"}")
                        .problem()
                        .path("detail")
                        .asString());
    }

    @Test
    void recordingsArePlayedAndDeleted() {
        define("porch", camera.url(), ", \"record\": {\"mode\": \"always\"}");
        RunningSluice.await(
                "something is recorded",
                Duration.ofSeconds(5),
                () -> SLUICE.get("/cameras/porch")
                                .json(200)
                                .at("/record/frames")
                                .asInt()
                        > 50);
        open("porch");
        browser.await("document.querySelectorAll('#recordings li').length === 1");
        browser.click("#run");
        awaitState("stopped");
        browser.await("!document.getElementById('recordings').textContent.includes('being written')");

        browser.click("#recordings button");
        awaitMoving("document.querySelector('#playback img')");
        String download =
                browser.see("document.querySelector('#recordings a').href").asString();
        assertThat(SLUICE.get(download.substring(download.indexOf("/cameras"))).bytes())
                .startsWith('P', 'K');

        browser.click("#recordings .danger");
        browser.await("document.getElementById('sure').open");
        browser.click("#sure [value=yes]");
        browser.await("!document.getElementById('unrecorded').hidden");
        assertThat(SLUICE.get("/cameras/porch/sessions")
                        .json(200)
                        .get("sessions")
                        .size())
                .isZero();
    }

    @Test
    void aPageThatNobodySeesLetsGoOfItsPicture() {
        define("porch", camera.url(), "");
        open("porch");
        awaitMoving(LIVE);

        browser.see("Object.defineProperty(document, 'hidden', { configurable: true, value: true });"
                + " document.dispatchEvent(new Event('visibilitychange'))");
        RunningSluice.await("nobody looks", Duration.ofSeconds(5), () -> viewers("porch") == 0);

        browser.see("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))");
        awaitMoving(LIVE);
        assertThat(viewers("porch")).isEqualTo(1);
    }

    @Test
    void whoeverComesAfterTheLastSeatIsToldWhyAndGetsThePictureWhenThereIsRoom() {
        define("porch", camera.url(), "");
        String request = "GET /cameras/porch/stream HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
        try (Wire one = SLUICE.wire().send(request);
                Wire other = SLUICE.wire().send(request)) {
            RunningSluice.await("all seats are taken", Duration.ofSeconds(5), () -> viewers("porch") == 2);
            assertThat(one).isNotSameAs(other);
            open("porch");
            browser.await("document.getElementById('screen').textContent.includes('as many connections')");
        }
        awaitMoving(LIVE);
    }
}
