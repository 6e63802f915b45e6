// The evaluator: front door, and what builtins use of it.
//
//   SymbolTable symbols;  SourceMap sources;
//   Evaluator evaluator(symbols, sources, host, {});
//   Result<V> v = evaluator.evaluate_text("1 + 1", "«string»", "/cwd");
//
// One Evaluator per process at a time (its memory stands at fixed addresses). Not thread-safe. Public functions of
// the first group return Result and never throw; those of the second group are for code that runs inside an
// evaluation (builtins, printers) and throw EvalError. Recursion must run on the big stack: see on_big_stack().
#pragma once

#include <csignal>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <vector>

#include <fmt/format.h>

#include "lang/base/arena.hpp"
#include "lang/base/result.hpp"
#include "lang/base/source.hpp"
#include "lang/base/symbol.hpp"
#include "lang/builtins/registry.hpp"
#include "lang/eval/error.hpp"
#include "lang/eval/host.hpp"
#include "lang/syntax/ast.hpp"
#include "lang/syntax/lints.hpp"
#include "lang/value.hpp"

namespace hm {

// Runs `body` on a private stack of `kBigStack` bytes (reserved, touched as used, with a guard page below).
// Exceptions must not leave `body`. Nested calls run on the same stack.
inline constexpr std::size_t kBigStack = std::size_t{4} << 30;
void on_big_stack(const std::function<void()>& body);
// The address below which the current stack must not grow; 0 until the big stack is in use.
extern std::uintptr_t stack_floor;
// True when less than a safe reserve is left below the current frame of the big stack (or of the native one).
bool stack_is_low();

struct TreeIndex;
struct Transition;

struct SearchPathEntry {
  std::string prefix;  // "" for an entry without "name="
  std::string path;    // absolute
};

struct EvaluatorOptions {
  std::uint32_t max_call_depth = 10'000;
  std::size_t max_heap = 0;         // bytes, kMostHeap at most; 0 = half of the machine's memory
  std::uint64_t max_steps = 0;      // calls, thunks forced, and rounds of loops inside builtins; 0 = unlimited
  bool pure = false;                // no currentTime, currentSystem, getEnv, paths outside
  bool allow_import_from_derivation = true;
  bool pipe_operators = false;
  Lints lints;                      // of the parser
  bool abort_on_warning = false;    // builtins.warn ends the evaluation
  bool toml_timestamps = false;     // builtins.fromTOML takes dates and times (experimental in the reference)
  std::string home_dir;             // for ~/x
  std::vector<SearchPathEntry> search_path;
  // Looked at where the search path has nothing; not part of builtins.nixPath. `<nix/…>` holds what package sets
  // bootstrap with and is part of the language's environment.
  std::vector<SearchPathEntry> builtin_search_path{{"nix", std::string(kEmbeddedPrefix) + "/modules/nix"}};
};

// What the heap holds. Rounding up to 8 bytes is not counted.
enum class Memory : std::uint8_t { Thunks, Sets, Lists, Functions, Strings, Boxes, Shapes, Merges, Origins, kCount };

struct Counters {
  std::uint64_t bytes[static_cast<std::size_t>(Memory::kCount)] = {};
  std::uint64_t thunks_created = 0, thunks_forced = 0, calls = 0, primitive_calls = 0, attrs_created = 0,
                attrs_values = 0, lists_created = 0, list_items = 0, strings_created = 0, updates = 0,
                update_layers = 0, selects = 0, select_cache_hits = 0, with_lookups = 0, with_cache_hits = 0,
                closures = 0, shapes = 0, files_parsed = 0, source_bytes = 0, trees_kept = 0;
  double parse_seconds = 0, resolve_seconds = 0;
};

// A set of context elements being collected. Small and cheap when empty.
class ContextSet {
 public:
  void add(std::uint32_t id);
  void add(const Context* context);
  bool empty() const { return ids_.empty(); }
  const std::vector<std::uint32_t>& ids() const { return ids_; }  // sorted, unique

 private:
  std::vector<std::uint32_t> ids_;
};

// What one context element says about the string that carries it.
struct ContextElement {
  enum class Kind { Path, DeepDerivation, Output };
  Kind kind;
  std::string_view path;    // full store path; of the .drv for the latter two
  std::string_view output;  // Output
  // "/nix/store/…", "=/nix/store/….drv", "!out!/nix/store/….drv"
  std::string encoded() const;
};

// Flags of string coercion (EVALUATOR.md 6.4).
struct Coercion {
  bool more = false;           // also null, bools, numbers, lists: toString, derivation attributes
  bool copy_to_store = true;   // a path is imported into the store; false: toString ./.
  bool canonicalise_path = true;
};

class AttrsBuilder;

template <class T>
inline constexpr Memory kMemoryOf = Memory::kCount;
template <>
inline constexpr Memory kMemoryOf<Thunk> = Memory::Thunks;
template <>
inline constexpr Memory kMemoryOf<AttrsObj> = Memory::Sets;
template <>
inline constexpr Memory kMemoryOf<LayerObj> = Memory::Sets;
template <>
inline constexpr Memory kMemoryOf<ListObj> = Memory::Lists;
template <>
inline constexpr Memory kMemoryOf<FunctionObj> = Memory::Functions;
template <>
inline constexpr Memory kMemoryOf<StringObj> = Memory::Strings;
template <>
inline constexpr Memory kMemoryOf<Context> = Memory::Strings;
template <>
inline constexpr Memory kMemoryOf<Box> = Memory::Boxes;
template <>
inline constexpr Memory kMemoryOf<Shape> = Memory::Shapes;
template <>
inline constexpr Memory kMemoryOf<Transition> = Memory::Merges;
template <>
inline constexpr Memory kMemoryOf<Origin> = Memory::Origins;

// One step of the evaluation in progress, on the native stack; linked so that an error can say how it came about,
// and so that no exception frame is needed while nothing fails.
struct Activation {
  enum Kind : std::uint32_t { Force, Call, Context, Primitive, Attribute, Element, Explained };
  Activation* previous;
  Kind kind;
  std::uint32_t code;      // Force: the thunk's code. Call: Ref<LambdaNode>. Primitive: index in builtins().
                           // Attribute: symbol of the attribute being evaluated deeply. Element: index in a list
                           // Explained: the TraceFrame::Kind
  Pos pos;                 // of the call, or of what is being evaluated
  Thunk* thunk;            // Force
  std::string_view doing;  // Context
};

// A step whose text is made only when something fails below it, from what the closure says. Making it may evaluate.
struct ExplainedActivation : Activation {
  std::string (*text)(const void* closure);
  const void* closure;
};

class Evaluator {
 public:
  Evaluator(SymbolTable& symbols, SourceMap& sources, Host& host, EvaluatorOptions options);
  ~Evaluator();
  Evaluator(const Evaluator&) = delete;

  // --- front door: returns Result, never throws; switches to the big stack by itself --------------------------
  Result<V> evaluate_file(const std::string& path);  // absolute; a directory means its default.nix
  Result<V> evaluate_text(std::string text, std::string label, const std::string& base_dir);
  // Runs anything that throws EvalError (or bad_alloc) and gives its failure as an Error.
  Status guarded(const std::function<void()>& body);

  // --- trees of earlier runs (tree_image.hpp) ---------------------------------------------------------------
  // Takes over the trees in `file`. Before anything is evaluated; false where the image does not fit this process.
  bool adopt(const TreeIndex& index, int file);
  // What a later run needs to adopt what is in tree().image() now.
  TreeIndex tree_index() const;
  // Bytes of text that had to be parsed and would not have to be with a new image.
  std::size_t parsed_anew() const { return adoptable_ ? parsed_anew_ : 0; }

  const Counters& counters() const { return counters_; }
  std::string statistics_json() const;
  std::size_t heap_bytes() const { return heap_.used(); }

  // --- parts --------------------------------------------------------------------------------------------------
  SymbolTable& symbols() { return symbols_; }
  SourceMap& sources() { return sources_; }
  Host& host() { return host_; }
  const EvaluatorOptions& options() const { return options_; }
  ast::Tree& tree() { return tree_; }

  // --- forcing: weak head normal form -------------------------------------------------------------------------
  V force(V& slot) {
    if (tag_of(slot) == Tag::Thunk) force_slow(slot);
    return slot;
  }
  void force_deep(V& slot);  // the whole value; cycles are fine

  // Forced and checked. `doing` ("while evaluating the first argument passed to builtins.map") becomes a frame of
  // the trace where the type is wrong.
  std::int64_t force_int(V& slot, Pos pos, std::string_view doing);
  bool force_bool(V& slot, Pos pos, std::string_view doing);
  double force_number(V& slot, Pos pos, std::string_view doing);   // int or float
  const ListObj* force_list(V& slot, Pos pos, std::string_view doing);  // never null: [] gives a static empty one
  void force_attrs(V& slot, Pos pos, std::string_view doing);
  void force_function(V& slot, Pos pos, std::string_view doing);   // or a set with __functor
  std::string_view force_string(V& slot, Pos pos, std::string_view doing, ContextSet& context);
  std::string_view force_string_no_context(V& slot, Pos pos, std::string_view doing);

  // --- making values ------------------------------------------------------------------------------------------
  static V make_bool(bool b) { return boolean(b); }
  V make_int(std::int64_t i) { return i >= kSmallMin && i <= kSmallMax ? small_int(i) : make_big_int(i); }
  V make_big_int(std::int64_t i);
  V make_float(double d);
  V make_string(std::string_view text);
  V make_string(std::string_view text, const ContextSet& context);
  V make_string(std::string_view text, const Context* context);
  V make_path(std::string_view canonical);
  V symbol_string(Symbol symbol);        // the name as a string value; made once per symbol
  ListObj* new_list(std::size_t size);  // size > 0; fill items, then list_value()
  static V list_value(ListObj* list) { return list->size ? word(list, Tag::List) : kEmptyList; }
  V view_of(const ListObj* list, std::uint32_t from);  // its items from there on, shared with it
  V make_list(const std::vector<V>& items);
  // A thunk of `function arguments…`.
  V make_apply(V function, V argument);
  V make_apply(V function, V first, V second);
  V make_select(V set, Symbol name);     // a thunk of set.name

  // --- reading values -----------------------------------------------------------------------------------------
  static bool is_int(V v);
  static std::int64_t int_value(V v);
  static bool is_float(V v);
  static double float_value(V v);
  static bool is_string(V v) { return tag_of(v) == Tag::String || v == kEmptyString; }
  static std::string_view string_view_of(V v);
  static const Context* context_of(V v);
  static bool is_path(V v);
  static std::string_view path_view(V v);
  static bool is_list(V v) { return tag_of(v) == Tag::List || v == kEmptyList; }
  static const ListObj* list_of(V v);  // v is a list; never null
  static bool is_attrs(V v) { return tag_of(v) == Tag::Attrs || v == kEmptyAttrs; }
  static bool is_function(V v) { return tag_of(v) == Tag::Function; }
  static std::string_view type_name(V v);   // "a set", "an integer", … as in messages
  static std::string_view type_of(V v);     // "set", "int", … as builtins.typeOf
  // Short printed form of a value for messages: depth and width bounded, forces nothing.
  std::string show(V v, unsigned depth = 10);

  // --- attribute sets -----------------------------------------------------------------------------------------
  // The slot of an attribute, or null. The slot may be forced in place.
  V* find(V attrs, Symbol name);
  V* find(V attrs, std::string_view name);
  std::uint32_t size_of_attrs(V attrs);
  // The flat form of any attribute set (kEmptyAttrs gives an object without attributes).
  const AttrsObj* flat(V attrs);
  V* values_of(V attrs);  // parallel to flat(attrs)->shape->keys
  // Slots of the flat form in the order of the names' bytes.
  const std::uint32_t* by_text(const Shape* shape);
  V update(V base, V top);  // base // top, both evaluated
  const Origin* origin_of(V attrs);
  Pos position_of(V attrs, Symbol name);  // kNoPos where unknown
  // The shape with these keys (sorted by id, unique); there is one for each set of keys.
  const Shape* shape_of(const Symbol* keys, std::uint32_t count);
  AttrsObj* new_attrs(const Shape* shape, const Origin* origin);
  const Origin* literal_origin(std::uint32_t node);
  const Origin* merged_origin(const Shape* top_shape, const Origin* top, const Origin* base);
  // { file; line; column; } or null, as __curPos and unsafeGetAttrPos give it.
  V position_value(Pos pos);
  std::string describe(Pos pos) const;  // "file:line:column"
  static V attrs_value(AttrsObj* attrs) { return attrs->shape->size ? word(attrs, Tag::Attrs) : kEmptyAttrs; }

  // --- applying -----------------------------------------------------------------------------------------------
  // Evaluated results. `function` may be a thunk or a functor set.
  V apply(V function, V argument, Pos pos);
  V apply(V function, V first, V second, Pos pos);
  V apply_many(V function, V* arguments, std::uint32_t count, Pos pos);

  // --- arithmetic: both operands evaluated ------------------------------------------------------------------------
  V add_numbers(V left, V right, Pos pos);
  V subtract(V left, V right, Pos pos);
  V multiply(V left, V right, Pos pos);
  V divide(V left, V right, Pos pos);

  // --- meaning ------------------------------------------------------------------------------------------------
  bool equal(V& a, V& b, Pos pos, std::string_view doing);
  bool equal_attrs(V a, V b, Pos pos, std::string_view doing);
  bool less(V& a, V& b, Pos pos, std::string_view doing);  // ints, floats, strings, paths, lists
  std::string coerce_to_string(V& slot, Pos pos, ContextSet& context, Coercion how, std::string_view doing);
  // An absolute path out of a path, or a string that is one (with its context realised where it must exist).
  std::string coerce_to_path(V& slot, Pos pos, ContextSet& context, std::string_view doing);
  // Imports the path into the store, once per evaluation; adds it to the context; returns the full store path.
  std::string copy_to_store(const std::string& path, ContextSet& context);
  // Makes sure that what the context names can be read (import from derivation), replacing placeholders.
  std::string realise_context(std::string text, const ContextSet& context, Pos pos);
  bool is_derivation(V attrs);

  // The function value of a builtin; it has to exist.
  V builtin_value(std::string_view name);
  // Hashes modulo fixed outputs of the derivations met so far, by full .drv path; none where output paths are unknown.
  std::unordered_map<std::string, std::optional<Hash>>& derivation_hashes() { return derivation_hashes_; }

  // --- contexts -----------------------------------------------------------------------------------------------
  // The number of an element, whose texts are copied. Those of the element with a number live as long as the evaluator.
  std::uint32_t context_id(const ContextElement& element);
  const ContextElement& context_element(std::uint32_t id) const { return context_elements_[id]; }

  // --- files --------------------------------------------------------------------------------------------------
  V import_file(const std::string& path, Pos pos);             // evaluated; cached by resolved path
  V import_scoped(V scope, const std::string& path, Pos pos);  // builtins.scopedImport
  std::string candidate_of(const SearchPathEntry& entry, std::string_view name);
  std::string find_in_search_path(const std::vector<SearchPathEntry>& path, std::string_view name, Pos pos);
  V search_path_value();  // __nixPath
  // Follows symlinks, adds /default.nix to a directory.
  std::string resolve_import_path(std::string path, Pos pos, FileStatus* status = nullptr);
  V evaluate_text_in_scope(std::string text, std::string label, const std::string& base_dir, V scope);

  // --- failing ------------------------------------------------------------------------------------------------
  [[noreturn]] void throw_error(Error error);
  template <class... Args>
  [[noreturn]] void error(Code code, Pos pos, fmt::format_string<Args...> format, Args&&... args) {
    throw_error(hm::fail(code, format, std::forward<Args>(args)...).at(token_span(pos)));
  }
  [[noreturn]] void type_error(V value, std::string_view expected, Pos pos, std::string_view doing);
  [[noreturn]] void not_a_function(V value, Pos pos);
  [[noreturn]] void infinite_recursion(const Thunk* thunk);
  [[noreturn]] void undefined_variable(Symbol name, Pos pos, V with_chain);
  [[noreturn]] void missing_argument(ast::Ref<ast::LambdaNode> lambda, Symbol formal, Pos call);
  [[noreturn]] void unexpected_argument(ast::Ref<ast::LambdaNode> lambda, V set, Pos call);
  [[noreturn]] void missing_builtin(std::uint32_t builtin, Pos pos);
  [[noreturn]] void out_of_steps(Pos pos);
  // The token that begins at `pos`, for carets.
  Span token_span(Pos pos) const;

  // Adds "while …" to whatever error passes through `body` (builtins.addErrorContext and builtins that evaluate on
  // behalf of something). Costs nothing when nothing fails.
  template <class Body>
  auto with_context(Pos pos, std::string_view doing, Body&& body) -> decltype(body()) {
    Activation activation{top_, Activation::Context, 0, pos, nullptr, doing};
    return within(activation, body);
  }

  // The same for a text that costs something to make: `text()` is called when something fails, and not otherwise.
  template <class Text, class Body>
  auto with_explanation(Pos pos, const Text& text, Body&& body, TraceFrame::Kind kind = TraceFrame::Kind::Context)
      -> decltype(body()) {
    ExplainedActivation activation{{top_, Activation::Explained, static_cast<std::uint32_t>(kind), pos, nullptr, {}},
                                   [](const void* closure) { return std::string((*static_cast<const Text*>(closure))()); },
                                   &text};
    return within(activation, body);
  }
  // The steps of walking through a value.
  template <class Body>
  auto within_attribute(Symbol name, Pos pos, Body&& body) -> decltype(body()) {
    Activation activation{top_, Activation::Attribute, name.id, pos, nullptr, {}};
    return within(activation, body);
  }
  template <class Body>
  auto within_element(std::uint32_t index, Pos pos, Body&& body) -> decltype(body()) {
    Activation activation{top_, Activation::Element, index, pos, nullptr, {}};
    return within(activation, body);
  }

  // tryEval: evaluates; false where a catchable error came up.
  bool try_force(V& slot);

  // Counts nested evaluation (calls, coercions, comparisons, printing); throws Code::StackDepth at the limit.
  class Depth {
   public:
    explicit Depth(Evaluator& e) : e_(e) {
      if (++e_.depth_ > e_.options_.max_call_depth || stack_is_low_fast()) e_.too_deep();
    }
    ~Depth() { --e_.depth_; }
    Depth(const Depth&) = delete;

   private:
    Evaluator& e_;
  };

  // Ends what is being evaluated at its next step, with Code::Interrupted; what was being evaluated can be evaluated again.
  // For a signal handler of the thread that evaluates. Where nothing is being evaluated: the next evaluation.
  void interrupt() {
    interrupted_ = 1;
    steps_left_ = 1;
  }
  // Forgets an interruption that found nothing to end.
  void clear_interruption();

  // Counts steps of a loop that neither calls nor forces (comparing, printing, searching) against max_steps.
  void spend(std::uint64_t steps) {
    if (steps_left_ <= steps) [[unlikely]] out_of_steps(kNoPos);
    steps_left_ -= steps;
  }
  std::uint64_t steps_left() const { return steps_left_; }
  // For a text put together outside of the heap: it may not outgrow what the heap has left, for that is where it ends.
  void check_text(std::size_t bytes, Pos pos = kNoPos) {
    if (bytes > heap_.left()) [[unlikely]] text_too_long(pos);
  }

  Region& heap() { return heap_; }

 private:
  friend class Interpreter;  // eval.cpp: the dispatch over node kinds
  friend class AttrsBuilder;
  struct State;              // caches and tables; see state.hpp

  static bool stack_is_low_fast() {
    return reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0)) < stack_floor;
  }
  void force_slow(V& slot);
  V force_special(Thunk* thunk, std::uint32_t code);
  static bool is_alias(std::uint32_t code);
  V another(V function);
  void* allocate(std::size_t bytes, Memory kind) {
    void* p = heap_.try_allocate(bytes);
    if (!p) [[unlikely]] out_of_memory();
    counters_.bytes[static_cast<std::size_t>(kind)] += bytes;
    return p;
  }
  // An object with a trailing array; `bytes` from T::bytes_for.
  template <class T>
  T* allocate(std::size_t bytes = sizeof(T)) {
    return static_cast<T*>(allocate(bytes, kMemoryOf<T>));
  }
  void make_builtins();
  V make_builtins_thunk();
  Symbol known_builtins() const;
  ast::Ref<ast::DelayNode> parse_and_resolve(const SourceFile& file, const std::string& base_dir, V scope);
  V root_thunk(ast::Ref<ast::DelayNode> root, V scope);
  const SourceFile& read_source(const std::string& path, Pos pos);
  V load_scoped(V scope, const std::string& path, Pos pos);
  V file_thunk(const std::string& path, const FileStatus& status, Pos pos);
  std::uint64_t fingerprint() const;
  void add_frame(Diagnostic& d, const Activation& a);
  void explain(Diagnostic& d, const ExplainedActivation& a);
  template <class Body>
  auto within(Activation& activation, Body& body) -> decltype(body()) {
    top_ = &activation;
    if constexpr (std::is_void_v<decltype(body())>) {
      body();
      top_ = activation.previous;
    } else {
      auto result = body();
      top_ = activation.previous;
      return result;
    }
  }
  std::string canonical_source(Pos assertion);
  void explain_difference(V a, V b, Pos pos);
  void explain_list_difference(V a, V b, Pos pos);
  void explain_set_difference(V a, V b, Pos pos);
  std::string did_you_mean(std::string_view wrong, const std::vector<std::string_view>& known) const;
  AttrsObj* merge(const AttrsObj* base, const AttrsObj* top);
  V grow_top(const LayerObj& layer, const AttrsObj* more);
  V new_layer(V base, V top, std::uint32_t depth);
  std::int32_t find_slot(const Shape* shape, Symbol name);
  const Transition* transition_of(const Shape* base, const Shape* top);
  const Transition* new_transition(const Shape* base, const Shape* top);
  V gather(const Transition& transition, const AttrsObj* base, const AttrsObj* top);
  Shape* new_shape(const Symbol* keys, std::uint32_t count);
  [[noreturn]] void out_of_memory();
  [[noreturn]] void text_too_long(Pos pos);
  void unwind(Error& error, Activation* boundary);
  [[noreturn]] void too_deep();

  SymbolTable& symbols_;
  SourceMap& sources_;
  Host& host_;
  EvaluatorOptions options_;
  ast::Tree tree_;
  Region heap_;
  Counters counters_;
  std::uint32_t depth_ = 0;
  std::uint64_t steps_left_ = ~std::uint64_t{0};
  std::uint64_t grace_ = 10'000;  // steps for what a message about the limit still has to evaluate; halved each time
  volatile std::sig_atomic_t interrupted_ = 0;
  std::size_t max_heap_ = 0;
  Activation* top_ = nullptr;
  Activation* boundary_ = nullptr;  // of the innermost tryEval or front door
  std::vector<ContextElement> context_elements_;
  std::unordered_map<std::string, std::optional<Hash>> derivation_hashes_;
  std::vector<Symbol> scratch_keys_;  // of merge()
  std::vector<V> scratch_values_;
  std::size_t parsed_anew_ = 0;
  bool adoptable_ = false;  // nothing had been read before this evaluator was made: a later process can stand there too
  bool parsed_quietly_ = true;  // the last parse had no warnings
  std::uint64_t prelude_ = 0;  // fingerprint() of the evaluator as made
  std::unique_ptr<State> state_;
};

// Collects attributes in any order, then makes a set. A name added twice: the later wins (add), or the first (add_first).
class AttrsBuilder {
 public:
  explicit AttrsBuilder(Evaluator& evaluator, std::size_t expected = 0) : e_(evaluator) { items_.reserve(expected); }
  void add(Symbol name, V value, Pos pos = kNoPos) { items_.push_back({name, pos, value}); }
  void add(std::string_view name, V value) { add(e_.symbols().intern(name), value); }
  enum class Duplicates { LastWins, FirstWins };
  V finish(Duplicates duplicates = Duplicates::LastWins);

 private:
  struct Item {
    Symbol name;
    Pos pos;
    V value;
  };
  Evaluator& e_;
  std::vector<Item> items_;
};

}  // namespace hm
