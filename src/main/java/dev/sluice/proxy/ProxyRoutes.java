package dev.sluice.proxy;

import dev.sluice.cache.CacheConfig;
import dev.sluice.cache.PictureCache;
import dev.sluice.fetch.Fetcher;
import dev.sluice.http.Router;
import dev.sluice.rendition.Renditions;
import dev.sluice.store.Spool;
import dev.sluice.units.Ticker;
import java.time.Duration;
import java.time.InstantSource;

/** The image proxy, put together: its two kinds of URLs over the same sources and the same cache. */
public final class ProxyRoutes implements AutoCloseable {

    private final ProxyConfig config;
    private final PictureCache cache;
    private final Sources sources;
    private final ProxiedPictures pictures;
    private final Warming warming;
    private final PurgeHooks hooks;
    private final Renditions looking;
    private final InstantSource clock;

    /**
     * What the proxy is made of; all of it stays the caller's to close.
     *
     * @param cacheConfig how long answers of other servers are good
     * @param patience how long a piece of work for several requests may take
     */
    public record Parts(
            CacheConfig cacheConfig,
            PictureCache cache,
            Fetcher fetcher,
            Spool spool,
            Renditions renditions,
            InstantSource clock,
            Ticker ticker,
            Duration patience) {}

    public ProxyRoutes(ProxyConfig config, Parts parts) {
        this.config = config;
        this.clock = parts.clock();
        cache = parts.cache();
        looking = parts.renditions();
        sources = new Sources(
                new Sources.Parts(
                        parts.cacheConfig(),
                        parts.cache(),
                        new LocalPictures(config.localRoot()),
                        parts.fetcher(),
                        parts.spool(),
                        parts.renditions(),
                        parts.clock(),
                        parts.ticker()),
                parts.patience());
        ProxiedRenditions renditions = new ProxiedRenditions(
                parts.cache(), sources, parts.renditions(), parts.clock(), parts.ticker(), parts.patience());
        pictures = new ProxiedPictures(parts.cache(), sources, renditions, parts.clock());
        warming = new Warming(pictures, parts.patience(), parts.ticker());
        hooks = new PurgeHooks(parts.cacheConfig().purgeHooks());
    }

    public void addTo(Router router) {
        new ImageProxyRoutes(config, pictures).addTo(router);
        new CacheRoutes(cache, sources, warming, hooks).addTo(router);
        if (config.answersImgproxy()) {
            new ImgproxyRoutes(config, pictures, looking, clock).addTo(router);
        }
    }

    /** Ends what is done in the background. */
    @Override
    public void close() {
        warming.close();
        hooks.close();
    }
}
