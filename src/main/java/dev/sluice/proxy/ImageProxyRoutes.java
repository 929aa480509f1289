package dev.sluice.proxy;

import dev.sluice.failure.BadInput;
import dev.sluice.failure.Denied;
import dev.sluice.http.Exchange;
import dev.sluice.http.Query;
import dev.sluice.http.Reading;
import dev.sluice.http.Router;
import dev.sluice.image.RenditionOptions;
import dev.sluice.rendition.RenditionParameters;
import dev.sluice.units.MediaType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Answers {@code GET /api/image-proxy?url=}: pictures of other places, as they are or made to measure. */
final class ImageProxyRoutes {

    static final String PATH = "/api/image-proxy";

    private static final String URL = "url";
    private static final String SIGNATURE = "sig";
    private static final String DENSITY = "dpr";
    private static final String FORMAT = "format";
    private static final String AUTO = "auto";
    private static final double MOST_DENSITY = 10;

    private static final String[] PARAMETERS = Stream.concat(
                    Stream.of(URL, DENSITY, SIGNATURE), RenditionParameters.NAMES.stream())
            .toArray(String[]::new);

    private final ProxyConfig config;
    private final ProxiedPictures pictures;

    ImageProxyRoutes(ProxyConfig config, ProxiedPictures pictures) {
        this.config = config;
        this.pictures = pictures;
    }

    void addTo(Router router) {
        router.get(PATH, Reading.GUARDED, this::show);
    }

    private void show(Exchange exchange) {
        if (config.open() || QuerySignature.verify(config.signatures(), exchange.rawQuery())) {
            exchange.answer().forEverySite();
        } else if (!exchange.trusted()) {
            throw new Denied(
                    Denied.Kind.SIGNATURE,
                    "the signature of the URL is missing or wrong: 'sluice sign' makes one, or send a token");
        }
        pictures.send(exchange, ask(exchange));
    }

    private static Ask ask(Exchange exchange) {
        Query query = exchange.query(PARAMETERS);
        SourceAddress source = address(query);
        Map<String, String> asked = new HashMap<>(query.values());
        asked.keySet().removeAll(List.of(URL, SIGNATURE));
        return ask(source, asked, exchange.header("Accept").orElse(""));
    }

    /**
     * What is asked for.
     *
     * @param asked parameters other than the URL and the signature; none for the bytes as they are
     * @param accept the types that the browser likes
     */
    static Ask ask(SourceAddress source, Map<String, String> asked, String accept) {
        if (asked.isEmpty()) {
            return ask(source, null, false);
        }
        Map<String, String> rest = new HashMap<>(asked);
        String given = rest.remove(DENSITY);
        double density = given == null ? 1 : density(given);
        boolean negotiated = AUTO.equals(rest.get(FORMAT));
        if (negotiated) {
            rest.remove(FORMAT);
        }
        RenditionOptions options = RenditionParameters.read(rest).times(density);
        Optional<MediaType> preferred = negotiated ? preferred(accept) : Optional.empty();
        return ask(source, preferred.map(options::in).orElse(options), negotiated);
    }

    private static Ask ask(SourceAddress source, @Nullable RenditionOptions options, boolean negotiated) {
        return new Ask(new Ask.Wish(source, options, negotiated, ""), null, null, null, _ -> Map.of());
    }

    static SourceAddress address(Query query) {
        return address(query.text(URL)
                .orElseThrow(() ->
                        new BadInput(BadInput.Kind.PARAMETER, "url is missing: url=https://... names a picture")));
    }

    static SourceAddress address(String url) {
        SourceAddress address;
        try {
            address = SourceAddress.parse(url);
        } catch (IllegalArgumentException malformed) {
            throw new BadInput(BadInput.Kind.PARAMETER, "url: " + malformed.getMessage(), malformed);
        }
        if (address.local()) {
            throw new BadInput(
                    BadInput.Kind.PARAMETER, "url: local pictures have URLs under proxy.imgproxy-prefix only");
        }
        return address;
    }

    /** The smallest of the formats that are asked for by name; a range of types names none. */
    private static Optional<MediaType> preferred(String accept) {
        return Stream.of(MediaType.AVIF, MediaType.WEBP)
                .filter(type -> Stream.of(accept.split(",", -1)).anyMatch(range -> accepts(range, type)))
                .findFirst();
    }

    /** RFC 9110, section 12.5.1: a quality of 0 means not at all. */
    private static boolean accepts(String range, MediaType type) {
        String[] parts = range.strip().split("\\s*;\\s*", -1);
        return parts[0].equalsIgnoreCase(type.text())
                && Stream.of(parts).skip(1).noneMatch(parameter -> parameter.matches("[qQ]=0(\\.0*)?"));
    }

    private static double density(String text) {
        try {
            double density = Double.parseDouble(text);
            if (density > 0 && density <= MOST_DENSITY) {
                return density;
            }
        } catch (NumberFormatException notANumber) {
            throw new BadInput(
                    BadInput.Kind.PARAMETER, "dpr: '" + text + "' is no number above 0 and at most 10", notANumber);
        }
        throw new BadInput(BadInput.Kind.PARAMETER, "dpr: '" + text + "' is no number above 0 and at most 10");
    }
}
