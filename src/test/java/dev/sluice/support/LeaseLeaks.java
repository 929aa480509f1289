package dev.sluice.support;

import dev.sluice.governor.Governor;
import dev.sluice.governor.Ledger;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test that leaves a lease open. Register it as a field with {@code @RegisterExtension} and hand it every governor:
 * {@code Governor governor = leaks.watch(new Governor(...))}.
 */
public final class LeaseLeaks implements AfterEachCallback {

    private final List<Governor> governors = new ArrayList<>();

    /** Looks at this governor when the test is over. */
    public Governor watch(Governor governor) {
        governors.add(governor);
        return governor;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        check();
    }

    /** Fails when one of the governors has a lease out; forgets them all. */
    public void check() {
        List<Ledger> ledgers = governors.stream().map(Governor::ledger).toList();
        governors.clear();
        for (Ledger ledger : ledgers) {
            if (!ledger.holders().isEmpty() || ledger.counts().lost() > 0) {
                throw new AssertionError("leases were left open: " + ledger.holders() + ", and lost: "
                        + ledger.counts().lost());
            }
        }
    }
}
