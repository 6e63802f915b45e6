// Tables and caches of one Evaluator that its public header need not show.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "lang/eval/evaluator.hpp"
#include "lang/eval/resolve.hpp"
#include "lang/eval/tree_image.hpp"

namespace hm {

// Where the attributes of a set were written.
//   Literal: an AttrsNode of the tree.
//   Merged:  `top` answers for the names of `top_shape`, `base` for the rest.
//   Table:   names and positions side by side, for sets made by builtins.
struct Origin {
  enum Kind : std::uint32_t { Literal, Merged, Table };
  Kind kind;
  std::uint32_t count;  // Table
  union {
    std::uint32_t node;  // Literal: Ref<AttrsNode>
    struct {
      Ref<const Shape> top_shape;
      Ref<const Origin> top;
      Ref<const Origin> base;
    } merged;
    struct {
      Ref<const Symbol> names;  // sorted by id
      Ref<const Pos> positions;
    } table;
  };
};

// How `base // top` of two interned shapes comes about: gather[i] is a slot of top, or with kFromBase of base.
struct Transition {
  static constexpr std::uint16_t kFromBase = 0x8000;
  Ref<const Shape> base;
  Ref<const Shape> top;
  Ref<const Shape> shape;  // of the result
  std::uint16_t gather[1];
};

// Objects by hash: open addressing, a power of two of slots, at most half of them taken. The hash stands beside the
// pointer, so that a look-up rarely touches an object that is not the one. (std::unordered_map, with a list node for each,
// was 3 % of an evaluation.)
template <class T>
class PointerTable {
 public:
  PointerTable() : slots_(1024) {}
  // The object with this hash for which `same` holds; else what `make` makes, which is kept.
  template <class Same, class Make>
  const T* get(std::uint64_t hash, Same same, Make make) {
    std::size_t at = hash & (slots_.size() - 1);
    for (; slots_[at].object; at = (at + 1) & (slots_.size() - 1)) {
      if (slots_[at].hash == hash && same(*slots_[at].object)) return slots_[at].object;
    }
    const T* object = make();
    insert({hash, object});
    return object;
  }

 private:
  struct Slot {
    std::uint64_t hash = 0;
    const T* object = nullptr;
  };
  void insert(Slot slot) {
    if (++count_ * 2 > slots_.size()) {
      std::vector<Slot> before(slots_.size() * 2);
      before.swap(slots_);
      for (const Slot& old : before) {
        if (old.object) place(old);
      }
    }
    place(slot);
  }
  void place(Slot slot) {
    std::size_t at = slot.hash & (slots_.size() - 1);
    while (slots_[at].object) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = slot;
  }

  std::vector<Slot> slots_;
  std::size_t count_ = 0;
};

struct Evaluator::State {
  explicit State(SymbolTable& symbols) : resolver(symbols) {}

  Resolver resolver;

  // --- shapes
  PointerTable<Shape> shapes;             // by their keys
  PointerTable<Transition> transitions;   // by the two shapes
  const Shape* layered = nullptr;         // the shape of every LayerObj
  const AttrsObj* no_attrs = nullptr;     // what kEmptyAttrs is where an object is needed
  // Answers to "where in this shape is that name", remembered across sites: for sites that meet many shapes, for `with`
  // chains (most scopes of which lack the name), and for formals. Direct-mapped; slot -1: not there.
  struct Found {
    Ref<const Shape> shape;
    std::uint32_t name = 0;
    std::int32_t slot = 0;
  };
  static constexpr std::size_t kFoundEntries = 8192;
  std::array<Found, kFoundEntries> found{};

  // --- constants
  std::vector<V> primitives;  // function values (or thunks of constants), parallel to builtins()
  std::unordered_map<std::uint32_t, V> globals;  // by symbol id
  std::unordered_map<std::uint32_t, V> missing;  // named in the registry without a function
  V builtins_set = 0;
  std::vector<V> symbol_strings;  // by symbol id, 0 = not made yet
  // Context elements by kind and the numbers of their texts.
  SymbolTable context_texts;
  struct ContextKey {
    ContextElement::Kind kind;
    Symbol path, output;
    friend bool operator==(const ContextKey&, const ContextKey&) = default;
  };
  struct ContextKeyHash {
    std::size_t operator()(const ContextKey& key) const {
      const std::uint64_t h = (std::uint64_t{key.path.id} << 32 | key.output.id) * 0x9E3779B97F4A7C15ull;
      return (h ^ h >> 32) + static_cast<std::size_t>(key.kind);
    }
  };
  std::unordered_map<ContextKey, std::uint32_t, ContextKeyHash> context_ids;

  // --- files
  std::unordered_map<std::string, V> imports;  // resolved path -> thunk of the file's value
  std::unordered_map<std::string, KeptFile> kept;  // trees at hand, by resolved path: adopted, or parsed by this run
  std::unordered_map<std::string, std::string> store_copies;
  std::unordered_map<std::string, bool> import_links;

  // --- errors of thunks that failed, thrown again when forced again
  std::vector<Error> failures;
  const Thunk* repeated =
      nullptr;  // of an infinite recursion about to be thrown: where the cycle ends in the trace

  // --- symbols the evaluator itself looks for
  struct {
    Symbol functor, to_string, out_path, type, name, value, overrides, body, file, line, column, builtins;
  } known;
};

}  // namespace hm
