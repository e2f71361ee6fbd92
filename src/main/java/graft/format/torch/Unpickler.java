package graft.format.torch;

import graft.format.FileContext;
import graft.format.torch.Pickled.Dict;
import graft.format.torch.Pickled.Flag;
import graft.format.torch.Pickled.Function;
import graft.format.torch.Pickled.Items;
import graft.format.torch.Pickled.None;
import graft.format.torch.Pickled.Storage;
import graft.format.torch.Pickled.StorageType;
import graft.format.torch.Pickled.Text;
import graft.format.torch.Pickled.Tuple;
import graft.format.torch.Pickled.View;
import graft.format.torch.Pickled.Whole;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A pickle machine that can build a dictionary of tensors and nothing else. What it holds is
 * bounded by constants, whatever the size of the pickle: a tensor takes some twenty values.
 */
final class Unpickler {
  private static final int PROTOCOL = 2;

  /** Most dimensions of a tensor. */
  private static final int DIMENSION_LIMIT = 16;

  /** Most values that are made; 50,000 tensors take about so many. */
  private static final int VALUE_LIMIT = 1_000_000;

  /** Most values on the stack: the names and tensors of one dictionary that is set at once. */
  private static final int STACK_LIMIT = 100_000;

  private static final int MARK_LIMIT = 1_000;
  private static final int MEMO_LIMIT = 500_000;

  private final PickleInput in;
  private final FileContext origin;
  private final List<Pickled> stack = new ArrayList<>();
  private final Deque<Integer> marks = new ArrayDeque<>();
  private final Map<Integer, Pickled> memo = new HashMap<>();
  private int values;

  private Unpickler(byte[] pickle, FileContext origin) {
    this.in = new PickleInput(pickle, origin);
    this.origin = origin;
  }

  /**
   * The tensors of a state dict by name.
   *
   * @throws graft.spec.GraftException if the pickle is anything else
   */
  static Map<String, View> stateDict(byte[] pickle, FileContext origin) {
    Unpickler machine = new Unpickler(pickle, origin);
    machine.run();
    if (machine.stack.size() != 1 || !(machine.stack.getFirst() instanceof Dict(var entries))) {
      throw origin.fault("is not a dictionary of tensors");
    }
    Map<String, View> tensors = new LinkedHashMap<>();
    entries.forEach((name, value) -> {
      if (!(value instanceof View view)) {
        throw origin.fault(name, "is not a tensor");
      }
      tensors.put(name, view);
    });
    return tensors;
  }

  private void run() {
    origin.require(in.uint8() == Opcode.PROTO, "does not begin as a pickle of protocol 2");
    origin.require(in.uint8() == PROTOCOL, "is not a pickle of protocol 2");
    for (int opcode = in.uint8(); opcode != Opcode.STOP; opcode = in.uint8()) {
      execute(opcode);
    }
  }

  private void execute(int opcode) {
    switch (opcode) {
      case Opcode.MARK -> mark();
      case Opcode.NONE -> push(new None());
      case Opcode.TRUE -> push(new Flag(true));
      case Opcode.FALSE -> push(new Flag(false));
      case Opcode.UINT8 -> push(new Whole(in.uint8()));
      case Opcode.UINT16 -> push(new Whole(in.uint16()));
      case Opcode.INT32 -> push(new Whole(in.int32()));
      case Opcode.LONG1 -> push(new Whole(in.variable()));
      case Opcode.TEXT -> push(new Text(in.text()));
      case Opcode.GLOBAL -> push(global(in.line(), in.line()));
      case Opcode.EMPTY_TUPLE -> push(new Tuple(List.of()));
      case Opcode.TUPLE -> push(new Tuple(popToMark()));
      case Opcode.TUPLE1 -> push(new Tuple(pop(1)));
      case Opcode.TUPLE2 -> push(new Tuple(pop(2)));
      case Opcode.TUPLE3 -> push(new Tuple(pop(3)));
      case Opcode.EMPTY_LIST -> push(new Items(new ArrayList<>()));
      case Opcode.APPEND -> append(pop(1));
      case Opcode.APPENDS -> append(popToMark());
      case Opcode.EMPTY_DICT -> push(new Dict(new LinkedHashMap<>()));
      case Opcode.SET_ITEM -> set(pop(2));
      case Opcode.SET_ITEMS -> set(popToMark());
      case Opcode.REDUCE -> push(call(pop(2)));
      case Opcode.PERSISTENT_ID -> push(storage(pop()));
      // An object's own attributes: a state dict keeps version numbers of modules there.
      case Opcode.BUILD -> pop();
      case Opcode.PUT8 -> remember(in.uint8());
      case Opcode.PUT32 -> remember(in.int32());
      case Opcode.GET8 -> push(remembered(in.uint8()));
      case Opcode.GET32 -> push(remembered(in.int32()));
      default -> throw origin.fault("opcode 0x%02x is not used by state dicts".formatted(opcode));
    }
  }

  private Pickled global(String module, String symbol) {
    for (Function function : Function.values()) {
      if (function.isCalled(module, symbol)) {
        return function;
      }
    }
    Optional<Pickled> storage =
        module.equals("torch")
            ? StorageClass.dtype(symbol).map(StorageType::new)
            : Optional.empty();
    return storage.orElseThrow(() ->
        origin.fault(
            "refers to %s, which does not belong in a state dict"
                .formatted(FileContext.printable(module + "." + symbol))));
  }

  private Pickled call(List<Pickled> functionAndArguments) {
    if (functionAndArguments.get(1) instanceof Tuple(var arguments)
        && functionAndArguments.getFirst() instanceof Function function) {
      return switch (function) {
        case ORDERED_DICT -> {
          origin.require(arguments.isEmpty(), "a dictionary is made from arguments");
          yield new Dict(new LinkedHashMap<>());
        }
        case REBUILD_TENSOR -> view(arguments);
        case REBUILD_PARAMETER -> parameter(arguments);
      };
    }
    throw origin.fault("calls something that is not a function");
  }

  /** Arguments: storage, offset, shape, strides, and more that says nothing about the values. */
  private View view(List<Pickled> arguments) {
    if (arguments.size() >= 4
        && arguments.get(0) instanceof Storage storage
        && arguments.get(1) instanceof Whole(long offset)
        && arguments.get(2) instanceof Tuple(var shape)
        && arguments.get(3) instanceof Tuple(var strides)) {
      origin.require(offset >= 0, "a tensor has the negative offset " + offset);
      origin.require(shape.size() == strides.size(), "a tensor's strides do not fit its shape");
      return new View(storage, offset, sizes(shape), sizes(strides));
    }
    throw origin.fault("a tensor is made from the wrong arguments");
  }

  private Pickled parameter(List<Pickled> arguments) {
    if (!arguments.isEmpty() && arguments.getFirst() instanceof View view) {
      return view;
    }
    throw origin.fault("a parameter is made from something that is not a tensor");
  }

  private List<Long> sizes(List<Pickled> numbers) {
    origin.require(
        numbers.size() <= DIMENSION_LIMIT,
        "a tensor has %d dimensions, more than %d".formatted(numbers.size(), DIMENSION_LIMIT));
    List<Long> sizes = new ArrayList<>();
    for (Pickled number : numbers) {
      if (!(number instanceof Whole(long size)) || size < 0) {
        throw origin.fault("a tensor's shape or stride is not a whole number from 0 on");
      }
      sizes.add(size);
    }
    return sizes;
  }

  /** A persistent id: "storage", class, key, device, number of elements. */
  private Storage storage(Pickled id) {
    if (id instanceof Tuple(var parts)
        && parts.size() == 5
        && parts.get(0) instanceof Text(String kind)
        && kind.equals("storage")
        && parts.get(1) instanceof StorageType(var dtype)
        && parts.get(2) instanceof Text(String key)
        && parts.get(4) instanceof Whole(long elements)
        && elements >= 0) {
      return new Storage(dtype, key, elements);
    }
    throw origin.fault("a storage is not described as one");
  }

  private void append(List<Pickled> values) {
    if (!(top() instanceof Items(var items))) {
      throw origin.fault("appends to something that is not a list");
    }
    items.addAll(values);
  }

  private void set(List<Pickled> keysAndValues) {
    if (!(top() instanceof Dict(var entries)) || keysAndValues.size() % 2 != 0) {
      throw origin.fault("sets items of something that is not a dictionary");
    }
    for (int i = 0; i < keysAndValues.size(); i += 2) {
      if (!(keysAndValues.get(i) instanceof Text(String key))) {
        throw origin.fault("a dictionary has a key that is not a text");
      }
      if (entries.put(key, keysAndValues.get(i + 1)) != null) {
        throw origin.fault(key, "occurs twice");
      }
    }
  }

  private Pickled remembered(int index) {
    Pickled value = memo.get(index);
    if (value == null) {
      throw origin.fault("recalls %d, which was not stored".formatted(index));
    }
    return value;
  }

  private void remember(int index) {
    memo.put(index, top());
    origin.require(memo.size() <= MEMO_LIMIT, "remembers more than " + MEMO_LIMIT + " values");
  }

  private void mark() {
    marks.push(stack.size());
    origin.require(marks.size() <= MARK_LIMIT, "has more than " + MARK_LIMIT + " open marks");
  }

  private void push(Pickled value) {
    stack.add(value);
    values++;
    origin.require(values <= VALUE_LIMIT, "has more than " + VALUE_LIMIT + " values");
    origin.require(
        stack.size() <= STACK_LIMIT, "has more than " + STACK_LIMIT + " values at one time");
  }

  private Pickled top() {
    origin.require(stack.size() > bottom(), "uses a value that is not there");
    return stack.getLast();
  }

  private Pickled pop() {
    return pop(1).getFirst();
  }

  private List<Pickled> pop(int count) {
    origin.require(stack.size() - count >= bottom(), "uses a value that is not there");
    return popFrom(stack.size() - count);
  }

  private List<Pickled> popToMark() {
    origin.require(!marks.isEmpty(), "a mark is missing");
    return popFrom(marks.pop());
  }

  private List<Pickled> popFrom(int begin) {
    List<Pickled> tail = stack.subList(begin, stack.size());
    List<Pickled> values = List.copyOf(tail);
    tail.clear();
    return values;
  }

  /** Values below the last mark are out of reach. */
  private int bottom() {
    return marks.isEmpty() ? 0 : marks.peek();
  }
}
