package dev.sluice.fetch;

import dev.sluice.config.Kind;
import dev.sluice.config.Setting;
import dev.sluice.config.Values;
import dev.sluice.units.DataSize;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the user decides about fetching pictures from other servers.
 *
 * @param allowNetworks networks that may be dialled though they are not public
 * @param allowHosts the only hosts that may be asked; empty for all
 * @param denyHosts hosts that are never asked
 * @param ports the only ports that may be dialled
 * @param connectTimeout how long looking up a name, connecting and TLS may take together
 * @param firstByteTimeout how long an answer's headers may take, once the request is sent
 * @param idleTimeout how long nothing may come in the midst of a body; also how far a body may lag behind {@code minRate}
 * @param totalTimeout how long a fetch may take with all its redirects
 * @param minRate bytes a second that a body must arrive with, on average over the time waited for it; zero for any
 * @param maxBytes bytes of a body
 * @param maxRedirects redirects that are followed for one fetch
 * @param connectionsPerHost fetches at once from one host and port; more wait
 * @param s3 pictures of S3
 */
public record FetchConfig(
        List<Network> allowNetworks,
        List<HostPattern> allowHosts,
        List<HostPattern> denyHosts,
        List<Integer> ports,
        Duration connectTimeout,
        Duration firstByteTimeout,
        Duration idleTimeout,
        Duration totalTimeout,
        DataSize minRate,
        DataSize maxBytes,
        int maxRedirects,
        int connectionsPerHost,
        S3Config s3) {

    public static final Setting<List<Network>> ALLOW_NETWORKS = Setting.of(
            "fetch.allow-networks",
            "",
            list("networks such as 10.0.0.0/8, separated by commas", Network::parse),
            "Networks that pictures may be fetched from though they are not public. Everything private, local or reserved is"
                    + " refused unless it stands here.");
    public static final Setting<List<HostPattern>> ALLOW_HOSTS = Setting.of(
            "fetch.allow-hosts",
            "",
            hosts(),
            "The only hosts that pictures may be fetched from: example.com is that one, *.example.com all below it. Empty"
                    + " allows all.");
    public static final Setting<List<HostPattern>> DENY_HOSTS = Setting.of(
            "fetch.deny-hosts",
            "",
            hosts(),
            "Hosts that pictures are never fetched from, written as in fetch.allow-hosts; it wins over that list.");
    public static final Setting<List<Integer>> PORTS = Setting.of(
                    "fetch.ports",
                    "80,443",
                    list("ports, separated by commas", Kind.INTEGER::read),
                    "The only ports that pictures may be fetched from.")
            .check(
                    ports -> !ports.isEmpty() && ports.stream().allMatch(port -> port >= 1 && port <= 65_535),
                    "one or more, from 1 to 65535");
    public static final Setting<Duration> CONNECT_TIMEOUT = time(
            "fetch.connect-timeout",
            "5s",
            "How long looking up a host, connecting to it and the TLS handshake may take together.");
    public static final Setting<Duration> FIRST_BYTE_TIMEOUT = time(
            "fetch.first-byte-timeout",
            "10s",
            "How long a host may take to begin its answer, once it has the request.");
    public static final Setting<Duration> IDLE_TIMEOUT = time(
            "fetch.idle-timeout",
            "10s",
            "Silence in the midst of a body after which a fetch is given up; also how far a body may lag behind"
                    + " fetch.min-rate.");
    public static final Setting<Duration> TOTAL_TIMEOUT =
            time("fetch.total-timeout", "30s", "How long a fetch may take as a whole, with all its redirects.");
    public static final Setting<DataSize> MIN_RATE = Setting.size(
            "fetch.min-rate",
            "8KiB",
            "Bytes a second that a fetched body must arrive with, on average; slower ones are given up. 0 takes any.");
    public static final Setting<DataSize> MAX_BYTES = Setting.size(
                    "fetch.max-bytes",
                    "64MiB",
                    "Size of a fetched body; larger ones are refused as soon as that is known.")
            .check(size -> !size.isZero(), "more than nothing");
    public static final Setting<Integer> MAX_REDIRECTS = Setting.integer(
            "fetch.max-redirects",
            5,
            0,
            20,
            "Redirects that are followed for one fetch; each is checked like the first address.");
    public static final Setting<Integer> CONNECTIONS_PER_HOST = Setting.integer(
            "fetch.connections-per-host", 6, 1, 1_000, "Fetches at once from one host and port; more wait.");

    /** All settings of this record. */
    public static final List<Setting<?>> SETTINGS = Stream.concat(
                    Stream.of(
                            ALLOW_NETWORKS,
                            ALLOW_HOSTS,
                            DENY_HOSTS,
                            PORTS,
                            CONNECT_TIMEOUT,
                            FIRST_BYTE_TIMEOUT,
                            IDLE_TIMEOUT,
                            TOTAL_TIMEOUT,
                            MIN_RATE,
                            MAX_BYTES,
                            MAX_REDIRECTS,
                            CONNECTIONS_PER_HOST),
                    S3Config.SETTINGS.stream())
            .toList();

    public FetchConfig {
        allowNetworks = List.copyOf(allowNetworks);
        allowHosts = List.copyOf(allowHosts);
        denyHosts = List.copyOf(denyHosts);
        ports = List.copyOf(ports);
    }

    /** The configuration that {@code values} describe. */
    public static FetchConfig of(Values values) {
        return new FetchConfig(
                values.get(ALLOW_NETWORKS),
                values.get(ALLOW_HOSTS),
                values.get(DENY_HOSTS),
                values.get(PORTS),
                values.get(CONNECT_TIMEOUT),
                values.get(FIRST_BYTE_TIMEOUT),
                values.get(IDLE_TIMEOUT),
                values.get(TOTAL_TIMEOUT),
                values.get(MIN_RATE),
                values.get(MAX_BYTES),
                values.get(MAX_REDIRECTS),
                values.get(CONNECTIONS_PER_HOST),
                S3Config.of(values));
    }

    private static Kind<List<HostPattern>> hosts() {
        return list("hosts such as example.com or *.example.com, separated by commas", HostPattern::new);
    }

    private static <T> Kind<List<T>> list(String name, Function<String, T> reader) {
        return new Kind<>(
                name,
                text -> Kind.LIST.read(text).stream().map(reader).toList(),
                values -> values.stream().map(Object::toString).collect(Collectors.joining(",")));
    }

    private static Setting<Duration> time(String key, String fallback, String meaning) {
        return Setting.duration(key, fallback, meaning)
                .check(
                        value -> value.toMillis() >= 1 && value.compareTo(Duration.ofHours(1)) <= 0,
                        "more than nothing and at most an hour");
    }
}
