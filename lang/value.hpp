// The representation of values: one 32-bit word each, the type in the low three bits, the rest an offset.
//
//   000  thunk           a Thunk: not yet evaluated, or evaluated and holding its value
//   001  int             29-bit signed, inline; larger ones are boxed (Box::BigInt)
//   010  constant        null, false, true, [], {}, ""  (immediate)
//   011  string          a StringObj
//   100  attribute set   an AttrsObj or a LayerObj (both begin with a Ref<const Shape>)
//   101  list            a ListObj
//   110  function        a FunctionObj
//   111  other           a Box: float, path, big int, with scope, …
//
// All objects stand in one window of 4 GiB at a fixed address: trees at its bottom, the evaluator's heap above them. An
// object is named by its offset there, which is a multiple of 8: the three bits are free, and 32 bits are enough.
//
// Constraints that led here (EVALUATOR.md 5.2; measured on a 2-core Debian 12 machine, 2026-11): 83-89 % of all
// force operations meet an evaluated value, so "is it a thunk" must be one test and a branch; a thunk captures 2.1
// words on average, so exact flat captures cost 14 bytes where the reference spends a value and an environment.
// Words of half a pointer's size halve nearly all memory of an evaluation, and what is not touched need not be cleared
// (docs/decisions/0010). The price is the window: an evaluation ends at 3.25 GiB of live and dead objects, about what
// 8 GiB of the reference's are.
// Refused: NaN-boxing (the language has 64-bit ints and few floats), small strings inside the word (no gain where
// it was tried), reference counts.
//
// Invariants:
//  1. Objects are 8-aligned, trivially destructible, and live in the Evaluator's heap region or the AST region;
//     both are dropped as a whole. No object holds a C++ container, or a pointer: references are 32-bit offsets too.
//  2. `[]`, `{}` and `""` without context are always the immediate constant, never an empty object.
//  3. An int that fits 29 bits is always inline.
//  4. A thunk's word is replaced, in the slot it was read from, by its value as soon as that is known.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include "lang/base/source.hpp"
#include "lang/base/symbol.hpp"

namespace hm {

using V = std::uint32_t;

// The window: above the sanitizers' shadow.
inline constexpr std::uintptr_t kWindow = 0x2000'0000'0000;
inline constexpr std::size_t kTreeReserve = std::size_t{768} << 20;
inline constexpr std::uintptr_t kHeapBase = kWindow + kTreeReserve;
inline constexpr std::size_t kHeapReserve = (std::size_t{4} << 30) - kTreeReserve;
// What is left is for a message about the rest being used up.
inline constexpr std::size_t kMostHeap = kHeapReserve - (std::size_t{16} << 20);

// A reference to a T in the window, in units of 8 bytes from its base. 0 is null.
template <class T>
struct Ref {
  std::uint32_t offset = 0;
  explicit operator bool() const { return offset != 0; }
  T* get() const { return reinterpret_cast<T*>(kWindow + std::uintptr_t{offset} * 8); }  // not of the null reference
  T* or_null() const { return offset ? get() : nullptr; }
  T* operator->() const { return get(); }
  T& operator*() const { return *get(); }
  T& operator[](std::size_t i) const { return get()[i]; }
  template <class U>
  Ref<U> as() const {
    return {offset};
  }
  friend bool operator==(Ref, Ref) = default;
};

template <class T>
Ref<T> ref_to(T* p) {
  return {static_cast<std::uint32_t>((reinterpret_cast<std::uintptr_t>(p) - kWindow) / 8)};
}
template <class T>
Ref<T> ref_or_null(T* p) {
  return p ? ref_to(p) : Ref<T>{};
}

enum class Tag : std::uint8_t { Thunk, Int, Constant, String, Attrs, List, Function, Box };

struct Thunk;
struct StringObj;
struct AttrsObj;
struct LayerObj;
struct ListObj;
struct FunctionObj;
struct Box;

template <class T>
inline constexpr Tag kTagOf = Tag::Int;
template <>
inline constexpr Tag kTagOf<Thunk> = Tag::Thunk;
template <>
inline constexpr Tag kTagOf<StringObj> = Tag::String;
template <>
inline constexpr Tag kTagOf<AttrsObj> = Tag::Attrs;
template <>
inline constexpr Tag kTagOf<LayerObj> = Tag::Attrs;
template <>
inline constexpr Tag kTagOf<ListObj> = Tag::List;
template <>
inline constexpr Tag kTagOf<FunctionObj> = Tag::Function;
template <>
inline constexpr Tag kTagOf<Box> = Tag::Box;

inline Tag tag_of(V v) { return static_cast<Tag>(v & 7); }
// The object of a word that has its tag.
template <class T>
T* pointer(V v) {
  static_assert(kTagOf<T> != Tag::Int);
  return reinterpret_cast<T*>(kWindow - static_cast<std::uintptr_t>(kTagOf<T>) + v);
}
inline V word(const void* p, Tag tag) {
  return static_cast<V>(reinterpret_cast<std::uintptr_t>(p) - kWindow) | static_cast<V>(tag);
}

// --- constants ----------------------------------------------------------------------------------------------
inline constexpr V constant(unsigned n) { return (V{n} << 3) | static_cast<V>(Tag::Constant); }
inline constexpr V kNull = constant(0);
inline constexpr V kFalse = constant(1);
inline constexpr V kTrue = constant(2);
inline constexpr V kEmptyList = constant(3);
inline constexpr V kEmptyAttrs = constant(4);
inline constexpr V kEmptyString = constant(5);
inline constexpr V boolean(bool b) { return b ? kTrue : kFalse; }

// --- integers -----------------------------------------------------------------------------------------------
inline constexpr std::int64_t kSmallMax = (std::int64_t{1} << 28) - 1;
inline constexpr std::int64_t kSmallMin = -(std::int64_t{1} << 28);
inline constexpr V small_int(std::int64_t i) { return (static_cast<V>(i) << 3) | static_cast<V>(Tag::Int); }
inline constexpr std::int64_t small_value(V v) { return static_cast<std::int32_t>(v) >> 3; }

// --- strings ------------------------------------------------------------------------------------------------
// A context is a sorted span of ids into the Evaluator's table of context elements.
struct Context {
  std::uint32_t size;
  std::uint32_t ids[1];  // `size` of them
};

struct StringObj {
  std::uint32_t size;
  std::uint32_t symbol;        // id of the name it spells; 0 = not looked up yet
  Ref<const Context> context;  // null = none
  char data[4];                // `size` bytes and a zero

  std::string_view view() const { return {data, size}; }
  static constexpr std::size_t bytes_for(std::size_t n) { return offsetof(StringObj, data) + n + 1; }
};

// --- lists --------------------------------------------------------------------------------------------------
// The words of a list: an offset in the window, in units of a word.
struct Words {
  std::uint32_t offset;
  operator V*() const { return reinterpret_cast<V*>(kWindow + std::uintptr_t{offset} * sizeof(V)); }
  V& operator[](std::size_t i) const { return static_cast<V*>(*this)[i]; }
};
inline Words words_at(const V* first) {
  return {static_cast<std::uint32_t>((reinterpret_cast<std::uintptr_t>(first) - kWindow) / sizeof(V))};
}

// The items follow the object, or are part of those of another list: what `tail` gives is a view. (Walking a list by
// head and tail would copy it at each step; over all packages of a nixpkgs that was 70 % of what lists took.)
struct ListObj {
  std::uint32_t size;
  Words items;
  static constexpr std::size_t bytes_for(std::size_t n) { return sizeof(ListObj) + sizeof(V) * n; }
};

// --- attribute sets -----------------------------------------------------------------------------------------
// Keys are apart from values: sets with the same names share one Shape, and a select site that remembers
// (shape, slot) finds its attribute with one compare and one load.
struct Shape {
  static constexpr std::uint32_t kLayered = 1;  // flag: the object is a LayerObj, `keys` is empty

  std::uint32_t size;
  std::uint32_t flags;
  mutable Ref<std::uint32_t> by_text;  // slots in the order of the names' bytes; computed on first use
  mutable Ref<std::uint16_t> index;    // hash index for large shapes; computed on first use
  mutable std::uint32_t index_mask;
  Symbol keys[1];  // sorted by symbol id
  static constexpr std::size_t bytes_for(std::size_t n) { return offsetof(Shape, keys) + 4 * n; }
};

// Where attributes were written (unsafeGetAttrPos, diagnostics). See eval/attrs.hpp.
struct Origin;

struct AttrsObj {
  Ref<const Shape> shape;
  Ref<const Origin> origin;  // may be null
  V values[1];               // parallel to shape->keys
  static constexpr std::size_t bytes_for(std::size_t n) { return 8 + 4 * n; }
};

// The result of `base // top` where copying would be expensive: looked up top first. Flattened on enumeration.
struct LayerObj {
  Ref<const Shape> shape;  // the one layered shape
  Ref<const Origin> origin;
  Ref<AttrsObj> flat;      // set once flattened
  V top;                   // attribute sets, evaluated
  V base;
  std::uint32_t depth;
};

// --- functions ----------------------------------------------------------------------------------------------
struct FunctionObj {
  enum Kind : std::uint16_t { Lambda, Primitive, Partial };
  std::uint16_t kind;
  std::uint16_t count;  // Partial: arguments held so far
  std::uint32_t code;   // Lambda: Ref<ast::Lambda>; else index in the registry of builtins
  V captures[1];        // Lambda: captured words; Partial: arguments
  static constexpr std::size_t bytes_for(std::size_t n) { return 8 + 4 * n; }
};

// --- thunks -------------------------------------------------------------------------------------------------
//   Suspended --force--> Running --value--> Done
//                           |-----error---> Failed   (the same error is thrown again)
//   Running met by force: infinite recursion.
// `code` is the offset of an ast::Delay node, or one of these (no node has such an offset):
struct Thunk {
  enum Code : std::uint32_t {
    Done = 0,     // captures[0] is the value (never a thunk)
    Running = 1,  // being evaluated; the original code is in the evaluator's frame
    Failed = 2,   // captures[0] is the index of the remembered error
    Apply = 3,    // captures[0] applied to captures[1]
    Apply2 = 4,   // captures[0] applied to captures[1] and captures[2]
    Select = 5,   // attribute captures[1] (a symbol id) of captures[0]
    Constant = 6, // the builtin constant number captures[0]
    kFirstNode = 16,
  };
  std::uint32_t code;
  V captures[1];
  static constexpr std::size_t bytes_for(std::size_t n) { return 4 + 4 * (n ? n : 1); }
};

// --- the rest -----------------------------------------------------------------------------------------------
struct Box {
  enum Kind : std::uint32_t { Float, BigInt, Path, With };
  struct Scope {
    V scope;   // the set (or thunk of one) that `with` brings into scope
    V parent;  // the enclosing With box, or 0
  };
  std::uint32_t kind;
  std::uint32_t size;  // Path: bytes of text
  union {
    double number;
    std::int64_t integer;
    char text[8];  // Path: absolute, canonical, zero-terminated
    Scope with;
  };
  std::string_view path() const { return {text, size}; }
};

}  // namespace hm
