package dev.sluice.proxy;

import dev.sluice.cache.CacheCounts;
import dev.sluice.cache.Label;
import dev.sluice.cache.Listed;
import dev.sluice.cache.PictureCache;
import dev.sluice.cache.Purge;
import dev.sluice.cache.TierStatus;
import dev.sluice.failure.BadInput;
import dev.sluice.http.Exchange;
import dev.sluice.http.Query;
import dev.sluice.http.Router;
import dev.sluice.units.DataSize;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What the cache holds, and its purging and warming: the paths below {@code /api/image-proxy} that are for the owner. */
final class CacheRoutes {

    private static final DataSize LARGEST_BODY = DataSize.ofMebibytes(1);
    private static final int MOST_LISTED = 1_000;
    private static final int USUALLY_LISTED = 100;

    private static final String PURGE_HINT =
            "write one of {\"url\": ...}, {\"prefix\": ...}, {\"surrogateKey\": ...}, {\"all\": true}";

    private final PictureCache cache;
    private final Sources sources;
    private final Warming warming;
    private final PurgeHooks hooks;

    CacheRoutes(PictureCache cache, Sources sources, Warming warming, PurgeHooks hooks) {
        this.cache = cache;
        this.sources = sources;
        this.warming = warming;
        this.hooks = hooks;
    }

    void addTo(Router router) {
        router.get(ImageProxyRoutes.PATH + "/stats", this::stats)
                .get(ImageProxyRoutes.PATH + "/entries", this::entries)
                .get(ImageProxyRoutes.PATH + "/info", this::info)
                .post(ImageProxyRoutes.PATH + "/purge", this::purge)
                .post(ImageProxyRoutes.PATH + "/warm", this::warm);
    }

    private void stats(Exchange exchange) {
        exchange.query();
        List<TierStatus> tiers = cache.status();
        CacheCounts counts = cache.counts();
        Map<String, Object> answer = new LinkedHashMap<>();
        TierStatus largest = tiers.stream()
                .max(Comparator.comparingLong(TierStatus::entries))
                .orElse(null);
        answer.put("totalImages", largest == null ? 0 : Math.max(0, largest.entries()));
        answer.put("totalSize", largest == null ? 0 : largest.bytes().bytes());
        answer.put("oldestCache", text(first(tiers.stream().map(TierStatus::oldest), Comparator.naturalOrder())));
        answer.put("newestCache", text(first(tiers.stream().map(TierStatus::newest), Comparator.reverseOrder())));
        answer.put("hits", counts.hits());
        answer.put("misses", counts.misses());
        answer.put("bytesServed", counts.bytesServed());
        answer.put("tiers", tiers.stream().map(CacheRoutes::described).toList());
        answer.put("warming", warming.progress());
        answer.put("purgeHooks", hooks.progress());
        exchange.answer().json(200, answer);
    }

    private static @Nullable Instant first(Stream<@Nullable Instant> moments, Comparator<Instant> order) {
        return moments.filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .min(order)
                .orElse(null);
    }

    private static @Nullable String text(@Nullable Instant moment) {
        return moment == null ? null : moment.toString();
    }

    private static Map<String, Object> described(TierStatus tier) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("name", tier.name());
        one.put("entries", tier.entries());
        one.put("bytes", tier.bytes().bytes());
        one.put("most", tier.most().bytes());
        one.put("oldest", text(tier.oldest()));
        one.put("newest", text(tier.newest()));
        one.put("working", tier.working());
        return one;
    }

    private void entries(Exchange exchange) {
        Query query = exchange.query("prefix", "limit");
        String prefix = query.text("prefix").orElse("");
        int most = query.integer("limit", 1, MOST_LISTED).orElse(USUALLY_LISTED);
        List<Map<String, Object>> entries = cache
                .entries(label -> label.source().startsWith(prefix), most)
                .stream()
                .map(CacheRoutes::described)
                .toList();
        exchange.answer().json(200, Map.of("entries", entries));
    }

    private static Map<String, Object> described(Listed entry) {
        Label label = entry.label();
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("key", entry.key().toString());
        one.put("url", label.source());
        one.put("size", entry.length());
        one.put("type", label.facts().get("type"));
        one.put("width", number(label, "width"));
        one.put("height", number(label, "height"));
        one.put("source", label.facts().containsKey("version"));
        one.put("stored", label.stored().toString());
        one.put("surrogateKeys", label.surrogateKeys());
        return one;
    }

    private static @Nullable Integer number(Label label, String name) {
        String text = label.facts().get(name);
        return text == null ? null : Integer.valueOf(text);
    }

    private void info(Exchange exchange) {
        Query query = exchange.query("url");
        SourceAddress address = ImageProxyRoutes.address(query);
        KnownSource known = sources.known(address);
        boolean cached = known != null;
        if (known == null) {
            try (var seat = sources.open(address, exchange.deadline())) {
                known = seat.value().known();
            }
        }
        SourceFacts facts = known.facts();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("url", address.text());
        answer.put("type", facts.picture().type().text());
        answer.put("size", facts.picture().fileSize().bytes());
        answer.put("width", facts.picture().uprightSize().width());
        answer.put("height", facts.picture().uprightSize().height());
        answer.put("alpha", facts.picture().alpha());
        answer.put("frames", facts.picture().frames());
        answer.put("cached", cached);
        answer.put("fetched", facts.freshness().since().toString());
        answer.put("goodForSeconds", facts.freshness().good().toSeconds());
        answer.put("surrogateKeys", known.surrogateKeys());
        exchange.answer().json(200, answer);
    }

    private void purge(Exchange exchange) {
        exchange.query();
        JsonNode body = exchange.body().json(LARGEST_BODY);
        if (!body.isObject() || body.size() != 1) {
            throw new BadInput(BadInput.Kind.PARAMETER, "the body says what to purge: " + PURGE_HINT);
        }
        Purge purge = meant(body);
        sources.forgive();
        long purged = cache.purge(purge);
        hooks.call(purge);
        exchange.answer().json(200, Map.of("purged", purged));
    }

    private Purge meant(JsonNode body) {
        String name = body.propertyNames().iterator().next();
        JsonNode value = body.path(name);
        return switch (name) {
            case "url" ->
                new Purge(
                        Purge.Kind.URL,
                        ImageProxyRoutes.address(text(name, value)).text());
            case "prefix" -> new Purge(Purge.Kind.PREFIX, text(name, value));
            case "surrogateKey" -> new Purge(Purge.Kind.SURROGATE_KEY, text(name, value));
            case "all" -> {
                if (!value.isBoolean() || !value.asBoolean()) {
                    throw new BadInput(BadInput.Kind.PARAMETER, "all: true is expected");
                }
                yield new Purge(Purge.Kind.ALL, "");
            }
            default -> throw new BadInput(BadInput.Kind.PARAMETER, "'" + name + "' is unknown: " + PURGE_HINT);
        };
    }

    private static String text(String name, JsonNode value) {
        if (!value.isString() || value.asString().isEmpty() || value.asString().length() > PurgeHooks.LONGEST) {
            throw new BadInput(
                    BadInput.Kind.PARAMETER,
                    name + ": a text of at most " + PurgeHooks.LONGEST + " characters is expected");
        }
        return value.asString();
    }

    private static String option(String name, JsonNode value) {
        return value.isNumber() || value.isBoolean() ? value.asString() : text(name, value);
    }

    private void warm(Exchange exchange) {
        exchange.query();
        JsonNode body = exchange.body().json(LARGEST_BODY);
        JsonNode urls = body.path("urls");
        if (!urls.isArray() || urls.isEmpty() || urls.size() > Warming.MOST) {
            throw new BadInput(
                    BadInput.Kind.PARAMETER,
                    "urls: a list of 1 to " + Warming.MOST
                            + " URLs of pictures is expected, as in {\"urls\": [...], \"w\": 320}");
        }
        Map<String, String> options = new LinkedHashMap<>();
        body.properties().stream()
                .filter(property -> !property.getKey().equals("urls"))
                .forEach(property -> options.put(property.getKey(), option(property.getKey(), property.getValue())));
        List<Ask> asks = new ArrayList<>();
        for (JsonNode url : urls) {
            asks.add(ImageProxyRoutes.ask(ImageProxyRoutes.address(text("urls", url)), options, ""));
        }
        warming.begin(asks);
        exchange.answer().json(202, Map.of("accepted", asks.size()));
    }
}
