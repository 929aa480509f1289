package dev.sluice.camera.ingest;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where the frames of one camera come from. Immutable.
 *
 * @param url address of the camera: http, https, rtsp, rtsps or rtmp; a device such as /dev/video0; or a file below {@code camera.file-root}
 * @param user name that the camera wants; empty for none
 * @param password what belongs to it; never shown
 * @param certificate SHA-256 fingerprint of the only certificate that the camera may show; empty for one that Java trusts
 * @param kind how it is read
 * @param interval time from one request for a still picture to the next
 * @param maxRate frames a second that are kept at most; 0 for all
 * @param stallTimeout silence after which a connection is given up and made anew; without a whole picture it is given up after three times that
 */
public record IngestOptions(
        String url,
        String user,
        String password,
        String certificate,
        IngestKind kind,
        Duration interval,
        double maxRate,
        Duration stallTimeout) {

    /** {@link #interval} unless it is said. */
    public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(1);

    /** {@link #stallTimeout} unless it is said. */
    public static final Duration DEFAULT_STALL_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(100);
    private static final Duration LONGEST_INTERVAL = Duration.ofHours(24);
    private static final Duration SHORTEST_STALL = Duration.ofSeconds(1);
    private static final Duration LONGEST_STALL = Duration.ofMinutes(5);
    private static final double MOST_RATE = 120;
    private static final double LEAST_RATE = 0.001;
    private static final int LONGEST_NAME = 256;

    /** @throws IllegalArgumentException naming the key that cannot be used and what would be right */
    public IngestOptions {
        url = url.strip();
        CameraInput input = CameraInput.of(url);
        if (kind != IngestKind.AUTO && kind != IngestKind.FFMPEG && !(input instanceof CameraInput.Http)) {
            throw new IllegalArgumentException(
                    "kind: only addresses that begin with http:// or https:// can be read as mjpeg or still; leave it out");
        }
        if (!user.isEmpty() && (input instanceof CameraInput.Device || input instanceof CameraInput.File)) {
            throw new IllegalArgumentException("user: only cameras of a network want a user; leave it out");
        }
        if (user.isEmpty() && !password.isEmpty()) {
            throw new IllegalArgumentException("user: there is a password, but no user that it belongs to");
        }
        if (!certificate.isEmpty()) {
            if (!(input instanceof CameraInput.Http(CameraAddress address)) || !address.secure()) {
                throw new IllegalArgumentException(
                        "certificate: only addresses that begin with https:// have one that is looked at; leave it out");
            }
            certificate = Fingerprint.of(certificate).hex();
        }
        checkName("user", user);
        checkName("password", password);
        if (interval.compareTo(SHORTEST_INTERVAL) < 0 || interval.compareTo(LONGEST_INTERVAL) > 0) {
            throw new IllegalArgumentException("interval: must be from 100ms to 24h");
        }
        if (maxRate != 0 && !(maxRate >= LEAST_RATE && maxRate <= MOST_RATE)) {
            throw new IllegalArgumentException("maxRate: must be from 0.001 to 120 frames a second, or 0 for all");
        }
        if (stallTimeout.compareTo(SHORTEST_STALL) < 0 || stallTimeout.compareTo(LONGEST_STALL) > 0) {
            throw new IllegalArgumentException("stallTimeout: must be from 1s to 5m");
        }
    }

    /** With everything but the address as it is unless it is said. */
    public static IngestOptions of(String url) {
        return new IngestOptions(url, "", "", "", IngestKind.AUTO, DEFAULT_INTERVAL, 0, DEFAULT_STALL_TIMEOUT);
    }

    private static void checkName(String key, String text) {
        if (text.length() > LONGEST_NAME || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    key + ": must be at most " + LONGEST_NAME + " characters without line breaks");
        }
    }

    /** What the address names. */
    CameraInput input() {
        return CameraInput.of(url);
    }

    /** The certificate that was named; null when none was. */
    @Nullable
    Fingerprint fingerprint() {
        return certificate.isEmpty() ? null : Fingerprint.of(certificate);
    }

    /** Whether a child process reads it. */
    boolean byProcess() {
        return kind == IngestKind.FFMPEG || !(input() instanceof CameraInput.Http);
    }

    /** With three stars for a password; the address as far as its host, since some cameras take their password in the path. */
    @Override
    public String toString() {
        return "IngestOptions[url=" + input().shown() + ", user=" + user + ", password="
                + (password.isEmpty() ? "" : "***") + ", certificate=" + certificate + ", kind=" + kind + ", interval="
                + interval + ", maxRate="
                + maxRate + ", stallTimeout=" + stallTimeout + "]";
    }
}
