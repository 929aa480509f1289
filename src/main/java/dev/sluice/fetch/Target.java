package dev.sluice.fetch;

import java.net.URI;

/**
 * What is asked for next.
 *
 * @param address http or https, checked
 * @param configured whether the user's own settings lead there, as to S3: whatever network it is in, but nowhere else
 */
record Target(URI address, boolean configured) {

    /** Names the host in lines and troubles: what others may name counts for itself. */
    String host() {
        return (configured ? "s3 " : "") + address.getRawAuthority();
    }
}
