package dev.sluice.store;

import java.time.Instant;

/**
 * A picture that was under work when the process died.
 *
 * @param picture which one
 * @param strikes how often, without having been worked on to the end in between
 * @param refused whether it is not tried again
 * @param lastAt when the work that did not end began
 */
public record Suspect(Fingerprint picture, int strikes, boolean refused, Instant lastAt) {

    Sheet sheet() {
        return new Sheet()
                .with("strikes", strikes)
                .with("refused", Boolean.toString(refused))
                .with("lastAt", lastAt.toString());
    }

    static Suspect of(Fingerprint picture, Sheet sheet) {
        int strikes = Math.clamp(sheet.number("strikes"), 1, 1000);
        return new Suspect(picture, strikes, sheet.text("refused").equals("true"), sheet.time("lastAt"));
    }
}
