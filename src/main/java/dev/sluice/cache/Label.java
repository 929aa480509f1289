package dev.sluice.cache;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What stands on an entry besides its bytes.
 *
 * @param source URL of what it was made of: entries are listed and purged by it
 * @param surrogateKeys names by which a group of entries is purged
 * @param stored when it was kept
 * @param facts whatever else the one who keeps it wants to read again
 */
public record Label(String source, List<String> surrogateKeys, Instant stored, Map<String, String> facts) {

    public Label {
        surrogateKeys = List.copyOf(surrogateKeys);
        facts = Map.copyOf(facts);
    }
}
