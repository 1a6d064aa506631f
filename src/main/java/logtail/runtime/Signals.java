package logtail.runtime;

import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/**
 * Signals by name; the JVM's own hooks do not tell which it was. Goes through reflection, as the compiler allows
 * no other way to {@code sun.misc.Signal} without a warning.
 */
public final class Signals {
    private Signals() {}

    /** Gives {@code INT} or {@code TERM} to {@code handler} when one comes, on a thread of the JVM; it must be quick. */
    public static void handle(Consumer<String> handler) {
        handle(handler, "TERM", "INT");
    }

    /** The same with any signals that the JVM does not keep for itself, as it does {@code QUIT}. */
    public static void handle(Consumer<String> handler, String... names) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> type = Class.forName("sun.misc.SignalHandler");
            for (String name : names) {
                Object proxy =
                        Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, given) -> {
                            handler.accept(name);
                            return null;
                        });
                Object instance = signal.getConstructor(String.class).newInstance(name);
                signal.getMethod("handle", signal, type).invoke(null, instance, proxy);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JVM does not let us handle signals", e);
        }
    }
}
