package dev.sluice.camera.ingest;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Asks a camera over HTTP: follows its redirects, shows it who asks, and uses a connection again where that is possible. User and password
 * are shown to the host of the address alone, and not without TLS where that has it. For one thread, within one attempt.
 */
final class HttpVisits implements Closeable {

    private static final int MOST_REDIRECTS = 3;

    /** The first challenge, and one whose nonce has become stale. */
    private static final int MOST_CHALLENGES = 2;

    private final CameraAddress start;
    private final Login login;
    private final Dialler dialler;
    private final Attempt attempt;
    private @Nullable HttpConnection connection;

    /** An answer whose body is to be read from its connection. */
    record Answer(HttpConnection connection, HttpHead head) {}

    HttpVisits(CameraAddress start, Login login, Dialler dialler, Attempt attempt) {
        this.start = start;
        this.login = login;
        this.dialler = dialler;
        this.attempt = attempt;
    }

    /**
     * Asks.
     *
     * @param more further header lines, each with its end
     * @throws CameraFailure when the camera refuses
     */
    Answer ask(String more) throws IOException, InterruptedException {
        CameraAddress address = start;
        int redirects = 0;
        int challenges = 0;
        boolean outside = false;
        while (true) {
            Answer answer = ask(address, outside, more);
            HttpHead head = answer.head();
            if (head.redirect()) {
                outside = answer.connection().outside();
                close();
                if (++redirects > MOST_REDIRECTS) {
                    throw CameraFailure.lasting("the camera redirects more than " + MOST_REDIRECTS + " times");
                }
                address = address.redirected(head.first("location"));
            } else if (head.status() == 401 && ++challenges <= MOST_CHALLENGES && trusts(address)) {
                close();
                login.challenged(head.all("www-authenticate"), challenges > 1);
            } else {
                check(head);
                return answer;
            }
        }
    }

    private Answer ask(CameraAddress address, boolean outside, String more) throws IOException, InterruptedException {
        HttpConnection used = connection;
        if (used != null && used.address().equals(address)) {
            try {
                return ask(used, address, more);
            } catch (IOException gone) {
                // A connection that was left open may have been closed meanwhile.
                attempt.check();
            }
        }
        close();
        HttpConnection made = dialler.connect(address, outside, attempt);
        connection = made;
        attempt.opened(made);
        return ask(made, address, more);
    }

    private Answer ask(HttpConnection to, CameraAddress address, String more) throws IOException {
        attempt.expect("the camera did not answer in time");
        String authorization = trusts(address) ? login.authorization(address.target()) : "";
        return new Answer(to, to.ask(address.target(), authorization, more));
    }

    private boolean trusts(CameraAddress address) {
        return address.host().equals(start.host()) && (address.secure() || !start.secure());
    }

    private static void check(HttpHead head) throws CameraFailure {
        int status = head.status();
        if (status == 401) {
            throw CameraFailure.lasting("the camera wants a user and a password");
        }
        if (status == 403) {
            throw CameraFailure.lasting(
                    "the camera forbids this address (status 403); change its settings or the address");
        }
        if (status == 404 || status == 410) {
            throw CameraFailure.passing("the camera has nothing at this address (status " + status + "); correct it");
        }
        if (status >= 300 && !head.notModified()) {
            throw CameraFailure.passing("the camera answers with status " + status);
        }
        if (head.content() == HttpHead.Content.PAGE) {
            throw CameraFailure.lasting(
                    "the camera answers with a web page, perhaps one to log in: look for the address of its stream");
        }
    }

    /** The body of {@code answer} was read to its end: its connection may serve once more. */
    void finished(Answer answer, boolean complete) throws IOException {
        if (!complete || !answer.head().persistent()) {
            close();
        }
    }

    @Override
    public void close() throws IOException {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }
}
