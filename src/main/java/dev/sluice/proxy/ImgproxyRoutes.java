package dev.sluice.proxy;

import dev.sluice.failure.Denied;
import dev.sluice.failure.NotFound;
import dev.sluice.http.Exchange;
import dev.sluice.http.Router;
import dev.sluice.units.MediaType;
import java.time.InstantSource;
import java.util.Map;

/** Answers the URLs of imgproxy. */
final class ImgproxyRoutes {

    /** imgproxy's own: {@code IMGPROXY_TTL}, one year. */
    private static final String FOR_A_YEAR = "public, max-age=31536000";

    private final ProxyConfig config;
    private final ProxiedPictures pictures;
    private final InstantSource clock;

    ImgproxyRoutes(ProxyConfig config, ProxiedPictures pictures, InstantSource clock) {
        this.config = config;
        this.pictures = pictures;
        this.clock = clock;
    }

    void addTo(Router router) {
        router.get(config.prefix() + "/**", this::show);
    }

    private void show(Exchange exchange) {
        ImgproxyUrl url = ImgproxyUrl.parse(behindPrefix(exchange));
        if (!config.allowUnsigned() && !UrlSignature.verify(config.signatures(), url.signature(), url.signed())) {
            throw new Denied(Denied.Kind.SIGNATURE, "the signature of the URL is missing or wrong");
        }
        ImgproxyOptions.Wish wish = ImgproxyOptions.read(url);
        if (wish.expires() != null && clock.instant().isAfter(wish.expires())) {
            throw new NotFound("the URL was good until " + wish.expires());
        }
        pictures.send(exchange, ask(url, wish));
    }

    private static Ask ask(ImgproxyUrl url, ImgproxyOptions.Wish wish) {
        return new Ask(
                address(url.source()),
                wish.raw() ? null : wish.rendition(),
                false,
                FOR_A_YEAR,
                type -> Map.of("Content-Disposition", disposition(type, wish, url)));
    }

    /** As it was sent: signatures are over that, and the source may have what a canonical path has not. */
    private String behindPrefix(Exchange exchange) {
        String path = exchange.rawPath();
        if (!path.startsWith(config.prefix() + "/")) {
            throw new NotFound("write the path without dots and escapes before the signature");
        }
        return path.substring(config.prefix().length());
    }

    private static SourceAddress address(String url) {
        try {
            return SourceAddress.parse(url);
        } catch (IllegalArgumentException malformed) {
            throw new NotFound("the source cannot be read: " + malformed.getMessage());
        }
    }

    private static String disposition(MediaType type, ImgproxyOptions.Wish wish, ImgproxyUrl url) {
        return (wish.attachment() ? "attachment" : "inline") + "; filename=\""
                + DispositionName.of(wish.fileName(), url.source()) + "." + type.extension() + "\"";
    }
}
