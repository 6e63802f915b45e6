#include "lang/eval/evaluator.hpp"

#include <sys/sysinfo.h>

#include <algorithm>
#include <ctime>

#include "lang/eval/interpreter.hpp"
#include "lang/eval/paths.hpp"

namespace hm {

namespace {

std::size_t half_of_memory() {
  struct sysinfo memory {};
  if (sysinfo(&memory) != 0) return std::size_t{4} << 30;
  return static_cast<std::size_t>(memory.totalram) * memory.mem_unit / 2;
}

}  // namespace

Evaluator::Evaluator(SymbolTable& symbols, SourceMap& sources, Host& host, EvaluatorOptions options)
    : symbols_(symbols),
      sources_(sources),
      host_(host),
      options_(std::move(options)),
      heap_(kHeapBase, Region::affordable(kHeapReserve, 3)),
      state_(std::make_unique<State>(symbols)) {
  max_heap_ = std::min(options_.max_heap ? options_.max_heap : half_of_memory(), kMostHeap);
  if (options_.max_steps) steps_left_ = options_.max_steps;
  auto& known = state_->known;
  known.functor = symbols.intern("__functor");
  known.to_string = symbols.intern("__toString");
  known.out_path = symbols.intern("outPath");
  known.type = symbols.intern("type");
  known.name = symbols.intern("name");
  known.value = symbols.intern("value");
  known.overrides = symbols.intern("__overrides");
  known.body = symbols.intern("body");
  known.file = symbols.intern("file");
  known.line = symbols.intern("line");
  known.column = symbols.intern("column");
  known.builtins = symbols.intern("builtins");
  state_->no_attrs = new_attrs(new_shape(nullptr, 0), nullptr);
  Shape* layered = new_shape(nullptr, 0);
  layered->flags = Shape::kLayered;
  state_->layered = layered;
  make_builtins();
  prelude_ = fingerprint();
  adoptable_ = sources_.next() == 1;
  // After them, so that a limit below what they take ends in a diagnostic and not here.
  heap_.set_limit(std::max(max_heap_, heap_.used()));
}

Evaluator::~Evaluator() = default;

// Where a process stands before its first file, as far as trees depend on it: the names handed out, and the words of
// the builtins, which literals in trees may be.
std::uint64_t Evaluator::fingerprint() const {
  std::uint64_t h = 0;
  auto mix = [&](std::uint64_t x) { h = (h ^ x) * 0x9FB21C651E98DF25ull, h ^= h >> 32; };
  mix(symbols_.size());
  for (std::uint32_t id = 1; id < symbols_.size(); ++id) mix(hash_bytes(symbols_.text(Symbol{id})));
  for (V primitive : state_->primitives) mix(primitive);
  mix(state_->builtins_set);
  mix(heap_.used());
  mix(tree_.bytes());
  return h;
}

void Evaluator::make_builtins() {
  const Registry& registry = builtins();
  AttrsBuilder set(*this, registry.size());
  for (std::uint32_t i = 0; i < registry.size(); ++i) {
    const Builtin& builtin = registry[i];
    V value = 0;
    if (builtin.arity == 0 && builtin.strict) {
      value = builtin.function(*this, nullptr, kNoPos);
    } else if (builtin.arity == 0) {
      auto* thunk = allocate<Thunk>(Thunk::bytes_for(1));
      thunk->code = Thunk::Constant;
      thunk->captures[0] = i;
      value = word(thunk, Tag::Thunk);
    } else {
      auto* function = allocate<FunctionObj>(FunctionObj::bytes_for(1));
      function->kind = FunctionObj::Primitive;
      function->count = 0;
      function->code = i;
      value = word(function, Tag::Function);
    }
    state_->primitives.push_back(value);
    if (options_.pure && builtin.impure) continue;
    const Symbol name = symbols_.intern(builtin.name);
    // The hidden names (__sub, …) are variables, and members under their name without the underscores.
    if (builtin.global) state_->globals[name.id] = value;
    // Missing ones are members too: whoever asks whether they are there is told the truth by calling them.
    if (builtin.function && !builtin.name.starts_with("__")) set.add(name, value);
    if (!builtin.function) state_->missing[name.id] = value;
  }
  const V self = make_builtins_thunk();
  set.add(known_builtins(), self);
  state_->builtins_set = set.finish();
  pointer<Thunk>(self)->code = Thunk::Done;
  pointer<Thunk>(self)->captures[0] = state_->builtins_set;
  state_->globals[known_builtins().id] = state_->builtins_set;
}

V Evaluator::make_builtins_thunk() {
  auto* thunk = allocate<Thunk>(Thunk::bytes_for(1));
  thunk->code = Thunk::Running;
  return word(thunk, Tag::Thunk);
}

V Evaluator::builtin_value(std::string_view name) { return state_->primitives[static_cast<std::size_t>(find_builtin(name))]; }

Symbol Evaluator::known_builtins() const { return state_->known.builtins; }

// --- front door ---------------------------------------------------------------------------------------------

Status Evaluator::guarded(const std::function<void()>& body) {
  Status result;
  auto run = [&] {
    const std::uint32_t depth = depth_;
    Activation* const top = top_;
    Activation* const boundary = boundary_;
    boundary_ = top_;
    try {
      body();
    } catch (EvalError& e) {
      result = std::move(e.error);
    } catch (const std::bad_alloc&) {
      result = hm::fail(Code::HeapLimit, "out of memory");
    }
    depth_ = depth;
    top_ = top;
    boundary_ = boundary;
  };
  try {
    on_big_stack(run);
  } catch (const std::bad_alloc&) {
    result = hm::fail(Code::HeapLimit, "cannot reserve memory for the evaluation");
  }
  return result;
}

Result<V> Evaluator::evaluate_file(const std::string& path) {
  V value = 0;
  Status status = guarded([&] { value = import_file(path, kNoPos); });
  if (!status) return std::move(status).error();
  return value;
}

Result<V> Evaluator::evaluate_text(std::string text, std::string label, const std::string& base_dir) {
  V value = 0;
  Status status = guarded([&] { value = evaluate_text_in_scope(std::move(text), std::move(label), base_dir, 0); });
  if (!status) return std::move(status).error();
  return value;
}

bool Evaluator::try_force(V& slot) {
  const std::uint32_t depth = depth_;
  Activation* const top = top_;
  Activation* const boundary = boundary_;
  boundary_ = top_;
  bool ok = true;
  try {
    force(slot);
  } catch (EvalError& e) {
    if (!info(e.error.code()).catchable) {
      boundary_ = boundary;
      depth_ = depth;
      top_ = top;
      // It goes on to the next boundary: the frames in between have not been seen yet.
      unwind(e.error, boundary_);
      throw;
    }
    ok = false;
  }
  depth_ = depth;
  top_ = top;
  boundary_ = boundary;
  return ok;
}

// --- counters -----------------------------------------------------------------------------------------------

std::string Evaluator::statistics_json() const {
  timespec cpu{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu);
  const Counters& c = counters_;
  std::string out = "{";
  auto put = [&](std::string_view name, auto value) {
    fmt::format_to(std::back_inserter(out), "{}\n  \"{}\": {}", out.size() > 1 ? "," : "", name, value);
  };
  put("attributeSets", c.attrs_created);
  put("attributeValues", c.attrs_values);
  put("astBytes", tree_.bytes());
  static constexpr std::string_view kKinds[] = {"thunks", "attributeSets", "lists",  "functions", "strings",
                                                "boxes",  "shapes",        "merges", "origins"};
  static_assert(std::size(kKinds) == static_cast<std::size_t>(Memory::kCount));
  for (std::size_t i = 0; i < std::size(kKinds); ++i) put(fmt::format("bytesOf.{}", kKinds[i]), c.bytes[i]);
  put("calls", c.calls);
  put("closures", c.closures);
  put("cpuSeconds", static_cast<double>(cpu.tv_sec) + static_cast<double>(cpu.tv_nsec) * 1e-9);
  put("filesParsed", c.files_parsed);
  put("heapBytes", heap_.used());
  put("listItems", c.list_items);
  put("lists", c.lists_created);
  put("parseSeconds", c.parse_seconds);
  put("primitiveCalls", c.primitive_calls);
  put("resolveSeconds", c.resolve_seconds);
  put("selectCacheHits", c.select_cache_hits);
  put("selects", c.selects);
  put("shapes", c.shapes);
  put("sourceBytes", c.source_bytes);
  put("strings", c.strings_created);
  put("symbols", symbols_.size());
  put("thunksCreated", c.thunks_created);
  put("treesKept", c.trees_kept);
  put("thunksForced", c.thunks_forced);
  put("updateLayers", c.update_layers);
  put("updates", c.updates);
  put("withCacheHits", c.with_cache_hits);
  put("withLookups", c.with_lookups);
  out += "\n}\n";
  return out;
}

}  // namespace hm
