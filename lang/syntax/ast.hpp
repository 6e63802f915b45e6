// The syntax tree: 8-aligned nodes in one Region at the bottom of the window, linked by 32-bit references.
//
// The parser (parse.hpp) builds the nodes of the first group below with names unresolved. Resolution
// (eval/resolve.hpp) then rewrites the tree in place: variables become slots, expressions in lazy positions are
// wrapped in Delay nodes which list exactly what they capture, operators become intrinsics or calls. The printer
// (print.hpp) works on the tree as parsed.
//
// Invariants:
//  1. After resolution a tree is never written again: what evaluation remembers about a node stands in the node's Site,
//     outside the tree. So the region can be written to a file as it is, and mapped again (eval/tree_image.hpp).
//     Words in nodes point into the region itself or at the builtins, which every process makes at the same addresses.
//  2. `pos` is the place a diagnostic about the node points at: the operator of a binary operation (the '+' in
//     `a + b`, the '?' in `a ? b`), the first token otherwise; a Call points at its function, a Select at its object.
//  3. Bindings and Formals are sorted by symbol id; the printer orders by text.
#pragma once

#include <cstdint>
#include <new>
#include <span>
#include <string_view>

#include "lang/base/arena.hpp"
#include "lang/base/source.hpp"
#include "lang/base/symbol.hpp"
#include "lang/value.hpp"

namespace hm {
struct Transition;
}

namespace hm::ast {

inline constexpr std::uintptr_t kSiteBase = 0x2800'0000'0000;
inline constexpr std::size_t kSiteReserve = kTreeReserve / 2;  // a site is 8 bytes, and belongs to 16 or more of a tree

// What evaluation remembers about one node: an inline cache. Sites are numbered from 1; each starts as zeros, and pages
// of sites that are never visited are never touched.
struct Site {
  Ref<const Shape> shape;  // the shape met last (attribute names, `with` variables), or the layered set met last; the shape
                           // of a literal set
  union {
    std::uint32_t slot;          // where the name stands in that shape
    Words word;                  // of the attribute, in that layered set
    Ref<const Origin> origin;    // of a literal set
    Ref<const Transition> transition;  // of an update (eval/state.hpp)
  };
};
using SiteId = std::uint32_t;
inline Site& site(SiteId id) { return reinterpret_cast<Site*>(kSiteBase)[id]; }

// References to nodes are those of value.hpp: trees stand at the bottom of the window.
using hm::Ref;
using hm::ref_to;

enum class Kind : std::uint8_t {
  // As parsed.
  Literal,      // int, float, string (LiteralNode)
  Path,         // literal path (LiteralNode; the word is a Box::Path)
  Var,          // VarNode
  Lambda,       // LambdaNode
  Attrs,        // AttrsNode
  RecAttrs,     // AttrsNode
  List,         // ListNode
  Let,          // LetNode (the old `let { body = …; }` is a Select of `body` on a RecAttrs)
  With,         // WithNode
  If,           // IfNode
  Assert,       // AssertNode
  Select,       // SelectNode
  HasAttr,      // SelectNode without fallback
  Call,         // CallNode
  Not,          // UnaryNode
  Negate,       // UnaryNode: printed and, where `__sub` is shadowed, called as (__sub 0 x)
  And, Or, Implies, Equal, NotEqual, Update, Concat,   // BinaryNode: && || -> == != // ++
  Sub, Mul, Div, Less, LessEqual, Greater, GreaterEqual,  // BinaryNode: sugar for __sub __mul __div __lessThan
  Add,          // ListNode: flattened `a + b + c` (left-associative chain), at least two items
  Interpolate,  // ListNode: "…${x}…": a string made of its parts
  PathInterpolate,  // ListNode: /a/${x}: first item a Path literal
  CurPos,       // Node: __curPos
  SearchPath,   // LiteralNode: <x/y>; the word is the string "x/y"; sugar for (__findFile __nixPath "x/y")
  Error,        // Node: stands where recovery skipped something; never evaluated
  // After resolution.
  LocalVar,     // VarNode: locals[slot]
  CaptureVar,   // VarNode: captures[slot]
  LocalField,   // VarNode: field `field` of the record (an AttrsObj) in locals[slot]
  CaptureField,
  WithVar,      // VarNode: name looked up in the with chain at `slot` (kCaptureBit says where)
  Delay,        // DelayNode
  PrimCall,     // CallNode whose function is a builtin known statically, with exactly its arity of arguments
};

struct Node {
  Kind kind;
  std::uint8_t flags = 0;
  std::uint16_t aux = 0;
  Pos pos = kNoPos;
};
using Expr = Ref<Node>;

struct LiteralNode : Node {
  static constexpr std::uint8_t kList = 1;  // the node is a ConstantListNode
  V value;
};

// A list of literals, made once; `written` is what stands in the text.
struct ListNode;
struct ConstantListNode : LiteralNode {
  Ref<ListNode> written;
};

struct VarNode : Node {
  Symbol name;
  std::uint32_t slot = 0;
  std::uint32_t field = 0;  // LocalField/CaptureField: index in the record
  SiteId site = 0;          // WithVar
};

struct ListNode : Node {
  std::uint32_t count;
  Expr items[1];
  static constexpr std::size_t bytes_for(std::size_t n) { return sizeof(ListNode) + 4 * (n ? n - 1 : 0); }
  std::span<Expr> all() { return {items, count}; }
};

struct UnaryNode : Node {
  Expr operand;
};
struct BinaryNode : Node {
  Expr left, right;
  SiteId site = 0;  // Update
};
struct IfNode : Node {
  Expr condition, then, otherwise;
};
struct AssertNode : Node {
  Expr condition, body;
};
struct WithNode : Node {
  Expr scope, body;
  std::uint32_t slot = 0;    // local slot of the With box
  std::uint32_t parent = 0;  // access to the enclosing With box + 1 (kCaptureBit), 0 = none
};

// One component of an attribute path. `name` is null for ${dynamic} names, whose expression is `expr`.
struct AttrName {
  Symbol name;
  Expr expr;
  Pos pos;
  SiteId site = 0;  // of a static name, once resolved
};

struct SelectNode : Node {
  Expr object;
  Expr fallback;  // `or …`; null if none
  std::uint32_t count;
  Ref<AttrName> path;
};

struct CallNode : Node {
  Expr function;
  std::uint32_t builtin = 0;  // PrimCall: index in the registry
  std::uint32_t count;
  Expr arguments[1];
  static constexpr std::size_t bytes_for(std::size_t n) { return sizeof(CallNode) + 4 * (n ? n - 1 : 0); }
};

// name = value;   or   inherit name;   or   inherit (from) name;
struct Binding {
  enum Kind : std::uint32_t { Plain, Inherit, InheritFrom };
  Symbol name;
  Pos pos;       // of the name
  Expr value;    // Plain: the value. Inherit: a Var of the enclosing scope. InheritFrom: null until resolved
  std::uint32_t kind : 2;
  std::uint32_t from : 30;  // InheritFrom: index in AttrsNode::froms
};

// ${name} = value;
struct DynamicBinding {
  Expr name;
  Expr value;
  Pos pos;
  std::uint32_t pad = 0;
};

struct AttrsNode : Node {
  std::uint32_t count = 0;
  std::uint32_t dynamic_count = 0;
  std::uint32_t from_count = 0;
  std::uint32_t slot = 0;        // resolved: first local slot (let), or slot of the record (rec, large let)
  std::uint32_t from_slot = 0;   // resolved: first local slot of the `inherit (e)` sources
  SiteId site = 0;               // once resolved
  Ref<Binding> bindings;
  Ref<DynamicBinding> dynamics;
  Ref<Expr> froms;
};

struct LetNode : Node {
  Ref<AttrsNode> bindings;
  Expr body;
};

struct Formal {
  Symbol name;
  Pos pos;
  Expr fallback;  // null if required
  std::uint32_t pad = 0;
};

// Where a captured word comes from, seen from the enclosing unit: a local slot, or (with the bit) its own capture.
inline constexpr std::uint32_t kCaptureBit = 0x8000'0000u;

struct LambdaNode : Node {
  static constexpr std::uint8_t kHasFormals = 1;
  static constexpr std::uint8_t kEllipsis = 2;
  // Resolved: the first thing a call does is to evaluate the argument, so that it need not be suspended.
  static constexpr std::uint8_t kHeadStrict = 4;
  Symbol argument;  // `x:` or the @-name; null if none
  Symbol name;      // of the binding it is the value of, for diagnostics; may be null
  std::uint32_t formal_count = 0;
  Ref<Formal> formals;
  Expr body;
  std::uint32_t local_count = 0;  // resolved; slot 0 is the argument, formals follow
  std::uint32_t capture_count = 0;
  Ref<std::uint32_t> captures;
};

// An expression that may be evaluated later, with what it needs. The root of every file is one with no captures.
struct DelayNode : Node {
  Expr body;
  std::uint32_t local_count = 0;
  std::uint32_t capture_count = 0;
  Symbol name;  // of the binding it is the value of, for traces; may be null
  std::uint32_t captures[1];  // kCaptureBit
  static constexpr std::size_t bytes_for(std::size_t n) { return sizeof(DelayNode) + 4 * (n ? n - 1 : 0); }
};

// The region all trees of a process live in.
class Tree {
 public:
  Tree()
      : region_(kWindow, Region::affordable(kTreeReserve, 8)), sites_(kSiteBase, Region::affordable(kSiteReserve, 16)) {
    region_.allocate(8 * Thunk::kFirstNode);
    new_site();  // 0 is none
  }

  template <class T>
  T* make(Kind kind, Pos pos) {
    return make_sized<T>(kind, pos, sizeof(T));
  }
  // A node with a trailing array; `bytes` from T::bytes_for.
  template <class T>
  T* make_sized(Kind kind, Pos pos, std::size_t bytes) {
    static_assert(std::is_trivially_destructible_v<T>);
    T* node = new (region_.allocate(bytes < sizeof(T) ? sizeof(T) : bytes)) T();
    node->kind = kind;
    node->pos = pos;
    return node;
  }
  template <class T>
  Ref<T> make_array(std::size_t count) {
    if (count == 0) return {};
    T* items = static_cast<T*>(region_.allocate(sizeof(T) * count));
    for (std::size_t i = 0; i < count; ++i) new (items + i) T();
    return ref_to(items);
  }
  // Literal words: kEmptyString for "", StringObj / Box objects in this region otherwise.
  V string(std::string_view text);
  V path(std::string_view canonical);
  V integer(std::int64_t i);
  V number(double d);
  V list(std::span<const V> items);

  SiteId new_site() {
    return static_cast<SiteId>((reinterpret_cast<std::uintptr_t>(sites_.allocate(sizeof(Site))) - kSiteBase) / sizeof(Site));
  }

  // --- as bytes: resolved trees are never written again, so the region is its own image
  std::size_t bytes() const { return region_.used(); }
  std::uint32_t sites() const { return static_cast<std::uint32_t>(sites_.used() / sizeof(Site)); }
  std::string_view image() const { return {region_.base(), region_.used()}; }
  // Takes over an image of an earlier process of the same program. False where that cannot be.
  bool adopt(int file, std::size_t bytes, std::uint32_t sites) {
    if (sites < this->sites() || !region_.map_beginning(file, bytes)) return false;
    sites_.allocate(std::size_t{sites - this->sites()} * sizeof(Site));
    return true;
  }

 private:
  Region region_;
  Region sites_;
};

}  // namespace hm::ast
