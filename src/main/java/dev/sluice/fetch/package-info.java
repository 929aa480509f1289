/**
 * Fetches pictures from other servers for whoever may name an address: every address is checked at the moment it is dialled,
 * everything has a limit, and no body is ever held.
 */
@NullMarked
package dev.sluice.fetch;

import org.jspecify.annotations.NullMarked;
