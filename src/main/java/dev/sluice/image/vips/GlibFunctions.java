package dev.sluice.image.vips;

import java.lang.invoke.MethodHandle;

/** What is used of GLib and GObject: reference counts, typed values, properties. */
final class GlibFunctions {

    /** {@code sizeof(GValue)} on every 64-bit system. */
    static final long VALUE_BYTES = 24;

    final NativeFunction ref;
    final NativeFunction unref;
    final NativeFunction free;
    final NativeFunction valueInit;
    final NativeFunction valueUnset;
    final NativeFunction valueSetInt;
    final NativeFunction valueGetInt;
    final NativeFunction valueSetString;
    final NativeFunction valueSetObject;
    final NativeFunction valueGetObject;
    final NativeFunction valueCopyBoxed;
    final NativeFunction setProperty;
    final NativeFunction readProperty;
    final MethodHandle valueSetDouble;

    GlibFunctions(Symbols symbols) {
        ref = symbols.function("g_object_ref", 1);
        unref = symbols.function("g_object_unref", 1);
        free = symbols.function("g_free", 1);
        valueInit = symbols.function("g_value_init", 2);
        valueUnset = symbols.function("g_value_unset", 1);
        valueSetInt = symbols.function("g_value_set_int", 2);
        valueGetInt = symbols.function("g_value_get_int", 1);
        valueSetString = symbols.function("g_value_set_string", 2);
        valueSetObject = symbols.function("g_value_set_object", 2);
        valueGetObject = symbols.function("g_value_get_object", 1);
        valueCopyBoxed = symbols.function("g_value_dup_boxed", 1);
        setProperty = symbols.function("g_object_set_property", 3);
        readProperty = symbols.function("g_object_get_property", 3);
        valueSetDouble = symbols.doubleSetter("g_value_set_double");
    }
}
