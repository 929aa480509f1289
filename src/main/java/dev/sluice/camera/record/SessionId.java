package dev.sluice.camera.record;

import dev.sluice.failure.NotFound;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names a session of a camera by the moment of its first frame, in UTC: {@code 2026-11-22T10-15-30.123}, followed by {@code -02} and so on
 * where the clock showed that moment more than once. In alphabetical order they are in the order of time.
 *
 * @param date {@code yyyy-MM-dd}, the name of the folder of that day
 * @param time {@code HH-mm-ss.SSS}, with the number of the copy: the name of the session's folder in it
 */
record SessionId(String date, String time) implements Comparable<SessionId> {

    private static final Pattern TEXT =
            Pattern.compile("(\\d{4}-\\d{2}-\\d{2})T(\\d{2}-\\d{2}-\\d{2}\\.\\d{3})(?:-(0[2-9]|[1-9]\\d))?");
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH-mm-ss.SSS", Locale.ROOT);
    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

    /** More sessions than begin within one millisecond. */
    private static final int MOST_COPIES = 99;

    /** The name of a session that begins then. A clock outside of the years 0 to 9999 counts as their end. */
    static SessionId of(Instant begin) {
        Instant named = begin.isBefore(FIRST) ? FIRST : begin.isAfter(LAST) ? LAST : begin;
        LocalDateTime moment = LocalDateTime.ofInstant(named, ZoneOffset.UTC);
        return new SessionId(DATE.format(moment), TIME.format(moment));
    }

    /** Reads what {@link #toString} writes; empty for anything else. */
    static Optional<SessionId> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String copy = matcher.group(3);
        SessionId read =
                new SessionId(matcher.group(1), copy == null ? matcher.group(2) : matcher.group(2) + "-" + copy);
        try {
            return of(read.begin()).sameMoment(read) ? Optional.of(read) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** @throws NotFound when no session can have that name */
    static SessionId require(String text) {
        return parse(text)
                .orElseThrow(
                        () -> new NotFound(
                                "no session has such a name: they look like 2026-11-22T10-15-30.123, and GET /cameras/{name}/sessions lists them"));
    }

    private boolean sameMoment(SessionId other) {
        return date.equals(other.date) && time.substring(0, 12).equals(other.time.substring(0, 12));
    }

    /** The moment it is named by, to the millisecond. */
    Instant begin() {
        return LocalDateTime.of(DATE.parse(date, LocalDate::from), TIME.parse(time.substring(0, 12), LocalTime::from))
                .toInstant(ZoneOffset.UTC)
                .truncatedTo(ChronoUnit.MILLIS);
    }

    /** The name of another session of the same moment; empty when there are too many. */
    Optional<SessionId> next() {
        int copy = time.length() == 12 ? 1 : Integer.parseInt(time.substring(13));
        return copy == MOST_COPIES
                ? Optional.empty()
                : Optional.of(
                        new SessionId(date, String.format(Locale.ROOT, "%s-%02d", time.substring(0, 12), copy + 1)));
    }

    /** Its folder, below the one of its camera. */
    Path in(Path camera) {
        return camera.resolve(date).resolve(time);
    }

    @Override
    public int compareTo(SessionId other) {
        int days = date.compareTo(other.date);
        return days == 0 ? time.compareTo(other.time) : days;
    }

    @Override
    public String toString() {
        return date + "T" + time;
    }
}
