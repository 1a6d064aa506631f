package logtail.ingest;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import logtail.access.AppScope;
import logtail.access.Credentials;
import logtail.access.DeniedException;
import logtail.access.Gate;
import logtail.access.Principal;
import logtail.access.Right;

/** A gate that knows a few tokens and subjects, and is open while there are none. */
final class ListedGate implements Gate {
    /** How often it was asked. */
    int asked;

    private final Map<String, Principal> owners = new HashMap<>();

    /** Whoever shows this token, or certificate, may send for these apps; for all when there are none. */
    ListedGate sender(String proof, String... apps) {
        return with(proof, Right.INGEST, apps);
    }

    ListedGate with(String proof, Right right, String... apps) {
        owners.put(proof, new Principal("owner-of-" + proof, Set.of(right), AppScope.of(List.of(apps))));
        return this;
    }

    void revoke(String proof) {
        owners.remove(proof);
    }

    @Override
    public boolean isOpen() {
        return owners.isEmpty();
    }

    @Override
    public Principal admit(Credentials given) {
        asked++;
        if (isOpen()) {
            return Principal.ANYBODY;
        }
        String proof = given.token().or(given::subject).orElse("");
        if (proof.isEmpty()) {
            return Principal.NOBODY;
        }
        Principal owner = owners.get(proof);
        if (owner == null) {
            throw new DeniedException("no such token");
        }
        return owner;
    }
}
