package logtail.runtime;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Consumer;

/**
 * Signals by name; the JVM's own hooks do not tell which it was. Goes through reflection, as the compiler allows no other way
 * to {@code sun.misc.Signal} without a warning.
 */
public final class Signals {
    private static final int SIGINT = 2;

    private Signals() {}

    /**
     * Ends the process as Ctrl-C does where nobody handles it, so the parent sees that it came. Goes on where that cannot be
     * done.
     */
    @SuppressWarnings("restricted") // the signature of raise(3) is what C says
    public static void dieOfInterrupt() {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> type = Class.forName("sun.misc.SignalHandler");
            Object instance = signal.getConstructor(String.class).newInstance("INT");
            Object byDefault = type.getField("SIG_DFL").get(null);
            signal.getMethod("handle", signal, type).invoke(null, instance, byDefault);
            var linker = Linker.nativeLinker(); // the JDK's own raise wants a handler of its own
            linker.downcallHandle(
                            linker.defaultLookup().findOrThrow("raise"), FunctionDescriptor.of(JAVA_INT, JAVA_INT))
                    .invokeWithArguments(SIGINT);
        } catch (Throwable e) { // without raise(3), the caller ends the process in its own way
            return;
        }
    }

    /** Gives {@code INT} or {@code TERM} to {@code handler} when one comes, on a thread of the JVM; it must be quick. */
    public static void handle(Consumer<String> handler) {
        handle(List.of("TERM", "INT"), handler);
    }

    /** The same for other signals, of those that the JVM leaves to us: not QUIT, and not USR2, by
     * which it stops threads to look at them (Flight Recorder); without a handler of ours it ignores one that comes from outside. One that is ignored stays ignored. */
    public static void handle(List<String> names, Consumer<String> handler) {
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
