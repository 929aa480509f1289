/** Models of ONNX: loaded when they are used, held under leases of their measured size, put away when they are not. The only calls of ONNX Runtime. */
@NullMarked
package dev.sluice.inference;

import org.jspecify.annotations.NullMarked;
