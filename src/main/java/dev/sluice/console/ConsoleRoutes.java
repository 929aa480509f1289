package dev.sluice.console;

import dev.sluice.http.Exchange;
import dev.sluice.http.Router;
import dev.sluice.http.StaticPage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The page at {@code /} and that of the cameras, the description of all paths, what the process uses, and whether it is well. */
public final class ConsoleRoutes {

    private final Status status;
    private final Supplier<Map<String, Object>> cleanUp;
    private final BooleanSupplier ready;
    private final BooleanSupplier degraded;

    /**
     * @param cleanUp gives back what is not needed now and says what that was
     * @param ready whether requests are answered: not while starting or stopping
     * @param degraded whether something that can be done without does not work
     */
    public ConsoleRoutes(
            Status status, Supplier<Map<String, Object>> cleanUp, BooleanSupplier ready, BooleanSupplier degraded) {
        this.status = status;
        this.cleanUp = cleanUp;
        this.ready = ready;
        this.degraded = degraded;
    }

    public void addTo(Router router) {
        router.get("/", new StaticPage(ConsoleRoutes.class, "index.html", StaticPage.HTML))
                .get("/console/console.js", script("console.js"))
                .get(
                        "/console/console.css",
                        new StaticPage(ConsoleRoutes.class, "console.css", "text/css;charset=utf-8"))
                .get("/console/cameras", new StaticPage(ConsoleRoutes.class, "cameras.html", StaticPage.HTML))
                .get("/console/cameras.js", script("cameras.js"))
                .get("/console/shared.js", script("shared.js"))
                .get("/openapi.json", new StaticPage(ConsoleRoutes.class, "openapi.json", "application/json"))
                .get("/memory_status", exchange -> exchange.answer().json(200, status.memory()))
                .get("/system-resources", exchange -> exchange.answer().json(200, status.system()))
                .post("/cleanup-resources", this::cleanUp)
                .get("/health/live", exchange -> exchange.answer().text(200, "ok\n"))
                .get("/health/ready", this::ready);
    }

    private static StaticPage script(String resource) {
        return new StaticPage(ConsoleRoutes.class, resource, "text/javascript;charset=utf-8");
    }

    private void cleanUp(Exchange exchange) {
        long before = status.resident();
        Map<String, Object> answer = new LinkedHashMap<>(cleanUp.get());
        long after = status.resident();
        answer.put("rssBefore", before);
        answer.put("rssAfter", after);
        answer.put("freed", Math.max(0, before - after));
        exchange.answer().json(200, answer);
    }

    private void ready(Exchange exchange) {
        boolean yes = ready.getAsBoolean();
        String well = degraded.getAsBoolean() ? "ready, degraded: the cache's Redis does not answer\n" : "ready\n";
        exchange.answer().text(yes ? 200 : 503, yes ? well : "stopping\n");
    }
}
