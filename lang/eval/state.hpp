// Tables and caches of one Evaluator that its public header need not show.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "lang/eval/evaluator.hpp"
#include "lang/eval/resolve.hpp"

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
      const Shape* top_shape;
      const Origin* top;
      const Origin* base;
    } merged;
    struct {
      const Symbol* names;  // sorted by id
      const Pos* positions;
    } table;
  };
};

struct Evaluator::State {
  explicit State(SymbolTable& symbols) : resolver(symbols) {}

  Resolver resolver;

  // --- shapes
  std::unordered_map<std::uint64_t, std::vector<const Shape*>> shapes;  // by hash of the keys
  struct ShapePair {
    const Shape* base;
    const Shape* top;
    bool operator==(const ShapePair&) const = default;
  };
  struct ShapePairHash {
    std::size_t operator()(const ShapePair& p) const {
      return reinterpret_cast<std::uintptr_t>(p.base) * 31 + reinterpret_cast<std::uintptr_t>(p.top) / 8;
    }
  };
  // How `base // top` of two interned shapes comes about: gather[i] is a slot of top, or with kFromBase of base.
  struct Transition {
    const Shape* shape;
    std::uint16_t gather[1];
  };
  static constexpr std::uint16_t kFromBase = 0x8000;
  std::unordered_map<ShapePair, const Transition*, ShapePairHash> transitions;
  Shape layered{};  // the shape of every LayerObj

  // --- constants
  std::vector<V> primitives;  // function values (or thunks of constants), parallel to builtins()
  std::unordered_map<std::uint32_t, V> globals;  // by symbol id
  std::unordered_map<std::uint32_t, V> missing;  // named in the registry without a function
  V builtins_set = 0;
  std::vector<V> symbol_strings;  // by symbol id, 0 = not made yet
  std::unordered_map<std::string, std::uint32_t> context_ids;

  // --- files
  std::unordered_map<std::string, V> imports;  // resolved path -> thunk of the file's value
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
