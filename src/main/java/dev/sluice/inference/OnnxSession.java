package dev.sluice.inference;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.sluice.failure.BadInput;
import dev.sluice.failure.EngineFailure;
import dev.sluice.governor.Payload;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * One model in ONNX Runtime: a session without threads or memory pool of its own. Its input, and those of its outputs whose shape is
 * known, stand in memory that the caller counts. All calls but {@link #stop} are for one thread at a time.
 */
final class OnnxSession implements AutoCloseable {

    private static final int MOST_OUTPUTS = 8;
    private static final int MOST_CHARACTERS = 300;

    /** Numbers of an output whose shape only a run tells; they are copied to the heap. */
    private static final long MOST_UNKNOWN = 1 << 20;

    /** Bytes of all outputs whose shape is known. */
    private static final long MOST_KNOWN = 64L << 20;

    private static final Pattern PATH = Pattern.compile("(?<![^\\s:(\\[\"'])/[^\\s:\"']+");

    private final ModelSpec spec;
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final String input;
    private final Map<String, TensorInfo> known = new LinkedHashMap<>();
    private final Set<String> unknown = new LinkedHashSet<>();
    private final Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    private final Map<String, OnnxTensor> outputs = new LinkedHashMap<>();
    private final List<Tensor> bound = new ArrayList<>();
    private final Object stopping = new Object();
    private OrtSession.@Nullable RunOptions running;

    private OnnxSession(ModelSpec spec, OrtEnvironment environment, OrtSession session) throws OrtException {
        this.spec = spec;
        this.environment = environment;
        this.session = session;
        this.input = requireInput();
        findOutputs();
    }

    /**
     * Loads the library for the life of the process; the second time it does nothing.
     *
     * @throws EngineFailure when it cannot be loaded on this machine
     */
    static void start() {
        try {
            // What it would log, it says in its exceptions too.
            OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "sluice")
                    .setTelemetry(false);
        } catch (OrtException | RuntimeException | LinkageError unusable) {
            throw new EngineFailure(
                    "models cannot be used here: ONNX Runtime does not load. It comes for Linux on x86-64 and ARM64 with"
                            + " glibc; build the program again with ./run build",
                    unusable);
        }
    }

    /**
     * Reads a model.
     *
     * @throws BadInput when it is none, or not one that takes and says what is expected
     */
    static OnnxSession open(Path file, ModelSpec spec) {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        OrtSession session = null;
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setCPUArenaAllocator(false);
            options.setMemoryPatternOptimization(false);
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            session = environment.createSession(file.toAbsolutePath().toString(), options);
            return new OnnxSession(spec, environment, session);
        } catch (OrtException refused) {
            close(session);
            throw new BadInput(
                    BadInput.Kind.PARAMETER,
                    "'" + spec.file() + "' is not a model that can be used: " + text(refused),
                    refused);
        } catch (BadInput unfit) {
            close(session);
            throw unfit;
        }
    }

    private static void close(@Nullable OrtSession session) {
        if (session != null) {
            try {
                session.close();
            } catch (OrtException broken) {
                throw new EngineFailure("a model could not be put away", broken);
            }
        }
    }

    private String requireInput() throws OrtException {
        Map<String, NodeInfo> all = session.getInputInfo();
        String wanted = spec.element() + " " + spec.shape();
        if (all.size() != 1) {
            throw unfit("has " + all.size() + " inputs, and one is expected, of " + wanted);
        }
        NodeInfo only = all.values().iterator().next();
        if (!(only.getInfo() instanceof TensorInfo info)) {
            throw unfit("takes something else than numbers, and " + wanted + " is expected");
        }
        OnnxJavaType type = switch (spec.element()) {
            case FLOAT32 -> OnnxJavaType.FLOAT;
            case UINT8 -> OnnxJavaType.UINT8;
        };
        if (info.type != type || !fits(info.getShape())) {
            throw unfit("takes " + info.type + " "
                    + LongStream.of(info.getShape()).boxed().toList() + ", and the settings say " + wanted
                    + ": change its width, height, layout or element");
        }
        return only.getName();
    }

    /** -1 stands for a side that may have any length. */
    private boolean fits(long[] shape) {
        boolean fits = shape.length == spec.shape().size();
        for (int i = 0; fits && i < shape.length; i++) {
            fits = shape[i] == -1 || shape[i] == spec.shape().get(i);
        }
        return fits;
    }

    private void findOutputs() throws OrtException {
        Map<String, NodeInfo> all = session.getOutputInfo();
        Set<String> wanted = spec.outputs().isEmpty() ? all.keySet() : new LinkedHashSet<>(spec.outputs());
        if (!all.keySet().containsAll(wanted) || wanted.size() > MOST_OUTPUTS) {
            throw unfit("has the outputs " + all.keySet() + ": name those that are to be read");
        }
        long bytes = 0;
        for (String name : wanted) {
            NodeInfo node = all.get(name);
            if (node == null || !(node.getInfo() instanceof TensorInfo info) || width(info) == 0) {
                throw unfit("says something else than 32-bit floats or whole numbers in '" + name + "'");
            }
            if (LongStream.of(info.getShape()).allMatch(side -> side > 0)) {
                bytes = Math.addExact(bytes, size(info));
                known.put(name, info);
            } else {
                unknown.add(name);
            }
        }
        if (bytes > MOST_KNOWN) {
            throw unfit("says more than 64 MiB of numbers");
        }
    }

    private BadInput unfit(String what) {
        return new BadInput(BadInput.Kind.PARAMETER, "the model '" + spec.file() + "' " + what);
    }

    private static int width(TensorInfo info) {
        return switch (info.type) {
            case FLOAT, INT32 -> 4;
            case INT64 -> 8;
            case DOUBLE, INT8, INT16, BOOL, STRING, UINT8, FLOAT16, BFLOAT16, UNKNOWN -> 0;
        };
    }

    /** Bytes, rounded up so that the next tensor is aligned; too many to count are as many as there can be. */
    private static long size(TensorInfo info) {
        long values = 1;
        for (long side : info.getShape()) {
            values = side > MOST_KNOWN / values ? MOST_KNOWN : values * side;
        }
        return (values * width(info) + 7) / 8 * 8;
    }

    /** Bytes of the outputs whose shape is known. */
    long outputBytes() {
        return known.values().stream().mapToLong(OnnxSession::size).sum();
    }

    /**
     * Says where the numbers stand, once, before the first run.
     *
     * @param given at least as large as the input, read by each run
     * @param said at least {@link #outputBytes}, written by each run
     */
    void bind(Payload given, Payload said) {
        try {
            long[] shape = spec.shape().stream().mapToLong(Long::longValue).toArray();
            ByteBuffer from = nativeOrder(given);
            inputs.put(
                    input,
                    switch (spec.element()) {
                        case FLOAT32 -> OnnxTensor.createTensor(environment, from.asFloatBuffer(), shape);
                        case UINT8 -> OnnxTensor.createTensor(environment, from, shape, OnnxJavaType.UINT8);
                    });
            ByteBuffer into = nativeOrder(said);
            int at = 0;
            for (Map.Entry<String, TensorInfo> output : known.entrySet()) {
                TensorInfo info = output.getValue();
                int bytes = Math.toIntExact(size(info));
                place(output.getKey(), info, into.slice(at, bytes).order(ByteOrder.nativeOrder()));
                at += bytes;
            }
        } catch (OrtException broken) {
            throw failure(broken);
        }
    }

    private static ByteBuffer nativeOrder(Payload payload) {
        return payload.segment().asByteBuffer().order(ByteOrder.nativeOrder());
    }

    private void place(String name, TensorInfo info, ByteBuffer into) throws OrtException {
        long[] shape = info.getShape();
        int values = Math.toIntExact(info.getNumElements());
        List<Long> sides = LongStream.of(shape).boxed().toList();
        Buffer buffer;
        OnnxTensor tensor;
        if (info.type == OnnxJavaType.FLOAT) {
            buffer = into.asFloatBuffer().limit(values);
            tensor = OnnxTensor.createTensor(environment, into.asFloatBuffer().limit(values), shape);
        } else if (info.type == OnnxJavaType.INT32) {
            buffer = into.asIntBuffer().limit(values);
            tensor = OnnxTensor.createTensor(environment, into.asIntBuffer().limit(values), shape);
        } else {
            buffer = into.asLongBuffer().limit(values);
            tensor = OnnxTensor.createTensor(environment, into.asLongBuffer().limit(values), shape);
        }
        outputs.put(name, tensor);
        bound.add(new Tensor(name, sides, buffer));
    }

    /**
     * Computes the outputs from the input.
     *
     * @return valid until the next run, or the end of the memory they stand in
     * @throws EngineFailure when the model fails, or was stopped
     */
    List<Tensor> run() {
        try (OrtSession.RunOptions options = new OrtSession.RunOptions()) {
            synchronized (stopping) {
                running = options;
            }
            try (OrtSession.Result result = session.run(inputs, unknown, outputs, options)) {
                List<Tensor> said = new ArrayList<>(bound);
                for (String name : unknown) {
                    said.add(copied(name, result.get(name).orElse(null)));
                }
                return said;
            } finally {
                synchronized (stopping) {
                    running = null;
                }
            }
        } catch (OrtException failed) {
            throw failure(failed);
        }
    }

    private Tensor copied(String name, @Nullable OnnxValue value) {
        if (!(value instanceof OnnxTensor tensor)) {
            throw unfit("said no numbers in '" + name + "'");
        }
        TensorInfo info = tensor.getInfo();
        long values = 1;
        for (long side : info.getShape()) {
            values = side > MOST_UNKNOWN ? MOST_UNKNOWN + 1 : Math.min(MOST_UNKNOWN + 1, values * side);
        }
        if (values > MOST_UNKNOWN) {
            throw unfit("says more than a million numbers in '" + name + "'");
        }
        Buffer buffer = info.type == OnnxJavaType.FLOAT
                ? tensor.getFloatBuffer()
                : info.type == OnnxJavaType.INT32 ? tensor.getIntBuffer() : tensor.getLongBuffer();
        return new Tensor(name, LongStream.of(info.getShape()).boxed().toList(), buffer);
    }

    /** Makes a run end soon, between two of its steps. Callable from any thread, at any time. */
    void stop() {
        synchronized (stopping) {
            if (running != null) {
                try {
                    running.setTerminate(true);
                } catch (OrtException broken) {
                    throw failure(broken);
                }
            }
        }
    }

    private EngineFailure failure(OrtException failed) {
        return new EngineFailure("the model '" + spec.file() + "' failed: " + text(failed), failed);
    }

    private static String text(OrtException said) {
        String text = PATH.matcher(String.valueOf(said.getMessage()))
                .replaceAll("the file")
                .replaceAll("\\s+", " ")
                .strip();
        return text.substring(0, Math.min(text.length(), MOST_CHARACTERS));
    }

    /** Frees the session; what stands in the caller's memory is the caller's. */
    @Override
    public void close() {
        inputs.values().forEach(OnnxTensor::close);
        outputs.values().forEach(OnnxTensor::close);
        close(session);
    }
}
