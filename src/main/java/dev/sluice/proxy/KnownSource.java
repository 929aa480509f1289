package dev.sluice.proxy;

import java.util.List;

/**
 * What is known of a source.
 *
 * @param facts of its bytes
 * @param surrogateKeys names by which caches purge it, and what is made of it
 */
record KnownSource(SourceFacts facts, List<String> surrogateKeys) {

    KnownSource {
        surrogateKeys = List.copyOf(surrogateKeys);
    }
}
