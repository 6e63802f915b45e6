// builtins.match and builtins.split: POSIX extended expressions as libstdc++'s std::regex understands them,
// with all its peculiarities, because configurations rely on them (EVALUATOR.md 6.9). std::regex recurses
// over the text and may take exponential time; here it runs on an iterator that counts what it does and
// watches the stack, so that it ends in a diagnostic. Simple expressions never reach it (simple_pattern.hpp).
#include <algorithm>
#include <iterator>
#include <memory>
#include <regex>
#include <unordered_map>

#include "lang/builtins/simple_pattern.hpp"
#include "lang/builtins/support.hpp"

namespace hm {

namespace {

using builtin::MatchBudget;
using builtin::MatchedPart;
using builtin::SimplePattern;

constexpr std::uint64_t kMaxSteps = 100'000'000;         // a second or a few
constexpr std::size_t kMaxStack = std::size_t{1} << 30;  // of the evaluator's stack
constexpr std::size_t kOneStep = std::size_t{24}
                                 << 20;  // what matching may need between two ticks: a chain of
                                         // empty transitions through all states of the pattern
struct StackExhausted {};

std::uintptr_t stack_address() {
  return reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
}

// What one call of match or split may use.
struct Watch {
  MatchBudget budget;
  std::uintptr_t lowest = std::max(stack_address() - kMaxStack, stack_floor + kOneStep);

  // An evaluation with fuel has no more of it for a pattern; what the pattern uses, it has no longer.
  explicit Watch(Evaluator& evaluator)
      : budget{std::min(kMaxSteps, evaluator.steps_left())}, evaluator_(evaluator), given_(budget.steps) {}
  void settle() { evaluator_.spend(given_ - budget.steps); }

  void tick() {
    budget.spend(1);
    if (stack_address() < lowest) throw StackExhausted{};
  }

 private:
  Evaluator& evaluator_;
  std::uint64_t given_;
};

// A pointer into the text that reports each look and each step to the Watch. Of a random-access iterator it
// has what std::regex uses.
class WatchedPointer {
 public:
  using iterator_category = std::random_access_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  WatchedPointer() = default;
  WatchedPointer(const char* p, Watch* watch) : p_(p), watch_(watch) {}
  const char* get() const { return p_; }

  reference operator*() const {
    watch_->tick();
    return *p_;
  }
  reference operator[](difference_type n) const { return p_[n]; }
  WatchedPointer& operator++() { return ++p_, *this; }
  WatchedPointer& operator--() { return --p_, *this; }
  WatchedPointer operator++(int) { return {p_++, watch_}; }
  WatchedPointer operator--(int) { return {p_--, watch_}; }
  WatchedPointer& operator+=(difference_type n) { return p_ += n, *this; }
  WatchedPointer& operator-=(difference_type n) { return p_ -= n, *this; }
  friend difference_type operator-(WatchedPointer a, WatchedPointer b) { return a.p_ - b.p_; }
  friend bool operator==(WatchedPointer a, WatchedPointer b) {
    if (a.watch_) a.watch_->tick();
    return a.p_ == b.p_;
  }

 private:
  const char* p_ = nullptr;
  Watch* watch_ = nullptr;
};

using Results = std::match_results<WatchedPointer>;
using Matches = std::regex_iterator<WatchedPointer>;

struct Compiled {
  std::optional<SimplePattern> simple;
  std::regex full;  // only where it is not simple
};

// std::regex reads the numbers of "{n,m}" without a look at how large they get; more than this many copies of
// anything do not fit into memory anyway. (Such digits inside of brackets are harmless, and refused as well:
// nobody writes them.)
void refuse_large_numbers(std::string_view pattern) {
  constexpr std::size_t kDigits = 9;
  bool counting = false;
  std::size_t digits = 0;
  for (const char c : pattern) {
    const bool digit = c >= '0' && c <= '9';
    counting = c == '{' || (counting && (digit || c == ','));
    digits = counting && digit ? digits + 1 : 0;
    if (digits > kDigits) throw std::regex_error(std::regex_constants::error_space);
  }
}

// Compiling costs more than most matches. A pattern's text says all about it, so the memo is no state that
// anyone could observe; it is emptied when it has grown large.
Compiled& compiled(std::string_view pattern) {
  static thread_local std::unordered_map<std::string, std::unique_ptr<Compiled>> memo;
  std::string key(pattern);
  auto found = memo.find(key);
  if (found != memo.end()) return *found->second;
  auto fresh = std::make_unique<Compiled>();
  fresh->simple = SimplePattern::compile(pattern);
  // The compiler of std::regex recurses at each term.
  if (!fresh->simple && stack_address() - stack_floor < kOneStep + 4096 * pattern.size())
    throw StackExhausted{};
  if (!fresh->simple) refuse_large_numbers(pattern);
  if (!fresh->simple) fresh->full.assign(pattern.data(), pattern.size(), std::regex::extended);
  if (memo.size() >= 1000) memo.clear();
  return *memo.emplace(std::move(key), std::move(fresh)).first->second;
}

V part_value(Evaluator& e, MatchedPart part) {
  if (!part.begin) return kNull;
  return e.make_string({part.begin, static_cast<std::size_t>(part.end - part.begin)});
}

template <class PartAt>
V groups_value(Evaluator& e, std::size_t count, PartAt&& part_at) {
  if (count == 0) return kEmptyList;
  ListObj* list = e.new_list(static_cast<std::uint32_t>(count));
  for (std::size_t i = 0; i < count; ++i) list->items[i] = part_value(e, part_at(i + 1));
  return Evaluator::list_value(list);
}

MatchedPart part_of(const Results& results, std::size_t group) {
  const auto& part = results[group];
  if (!part.matched) return {};
  return {part.first.get(), part.second.get()};
}

V match_value(Evaluator& e, Compiled& pattern, std::string_view text, Watch& watch) {
  if (pattern.simple) {
    SimplePattern& simple = *pattern.simple;
    if (!simple.match(text, watch.budget)) return kNull;
    return groups_value(e, simple.group_count(), [&](std::size_t i) { return simple.part(text, i); });
  }
  Results results;
  const WatchedPointer begin(text.data(), &watch), end(text.data() + text.size(), &watch);
  if (!std::regex_match(begin, end, results, pattern.full)) return kNull;
  return groups_value(e, results.size() - 1, [&](std::size_t i) { return part_of(results, i); });
}

// Collects: text before the first match, its groups, text before the second, …, text after the last.
class Pieces {
 public:
  Pieces(Evaluator& e, std::string_view text) : e_(e), text_(text), last_(text.data()) {}

  void add(MatchedPart whole, V groups) {
    items_.push_back(part_value(e_, {last_, whole.begin}));
    items_.push_back(groups);
    last_ = whole.end;
  }

  // Where nothing matched, the string itself, with its context.
  V finish(V original) {
    if (items_.empty()) return e_.make_list({original});
    items_.push_back(part_value(e_, {last_, text_.data() + text_.size()}));
    return e_.make_list(items_);
  }

 private:
  Evaluator& e_;
  std::string_view text_;
  const char* last_;
  std::vector<V> items_;
};

// As std::regex_iterator goes on: after an empty match, a match that is not empty is tried at the same place
// first.
void split_simple(Evaluator& e, SimplePattern& pattern, std::string_view text, Watch& watch, Pieces& pieces) {
  auto take = [&] {
    pieces.add(pattern.part(text, 0),
               groups_value(e, pattern.group_count(), [&](std::size_t i) { return pattern.part(text, i); }));
    return pattern.part(text, 0);
  };
  bool found = pattern.search(text, 0, false, false, watch.budget);
  while (found) {
    MatchedPart last = take();
    std::size_t from = static_cast<std::size_t>(last.end - text.data());
    if (last.begin == last.end) {
      if (from == text.size()) return;
      if (pattern.search(text, from, true, true, watch.budget)) continue;
      ++from;
    }
    found = pattern.search(text, from, false, false, watch.budget);
  }
}

void split_full(Evaluator& e, const std::regex& pattern, std::string_view text, Watch& watch,
                Pieces& pieces) {
  const WatchedPointer begin(text.data(), &watch), end(text.data() + text.size(), &watch);
  for (Matches match(begin, end, pattern); match != Matches(); ++match) {
    const Results& results = *match;
    pieces.add(part_of(results, 0),
               groups_value(e, results.size() - 1, [&](std::size_t i) { return part_of(results, i); }));
  }
}

// Runs `body` and turns what can go wrong with a pattern into diagnostics.
template <class Body>
V guarded(Evaluator& e, std::string_view pattern, Pos pos, Body&& body) {
  try {
    return body();
  } catch (const std::regex_error& failure) {
    if (failure.code() == std::regex_constants::error_space) {
      e.error(Code::BadUse, pos, "memory limit exceeded by regular expression '{}'", pattern);
    }
    e.error(Code::BadUse, pos, "invalid regular expression '{}'", pattern);
  } catch (const MatchBudget&) {
    e.error(Code::BadUse, pos, "step limit exceeded by regular expression '{}'", pattern);
  } catch (const StackExhausted&) {
    e.error(Code::BadUse, pos, "memory limit exceeded by regular expression '{}'", pattern);
  }
}

// A null pointer stands for "no position" in what follows, so that even the empty text needs an address.
std::string_view addressed(std::string_view text) {
  return text.empty() ? std::string_view("") : text;
}

V match(Evaluator& e, V* a, Pos pos) {
  std::string_view pattern =
      e.force_string_no_context(a[0], pos, "while evaluating the first argument passed to builtins.match");
  return guarded(e, pattern, pos, [&] {
    static_cast<void>(compiled(pattern));  // a bad pattern is reported before the text is evaluated
    ContextSet ignored;
    std::string_view text = addressed(
        e.force_string(a[1], pos, "while evaluating the second argument passed to builtins.match", ignored));
    Watch watch(e);
    const V found = match_value(e, compiled(pattern), text, watch);
    watch.settle();
    return found;
  });
}

V split(Evaluator& e, V* a, Pos pos) {
  std::string_view pattern =
      e.force_string_no_context(a[0], pos, "while evaluating the first argument passed to builtins.split");
  return guarded(e, pattern, pos, [&] {
    static_cast<void>(compiled(pattern));
    ContextSet ignored;
    std::string_view text = addressed(
        e.force_string(a[1], pos, "while evaluating the second argument passed to builtins.split", ignored));
    Watch watch(e);
    Pieces pieces(e, text);
    Compiled& program = compiled(pattern);
    if (program.simple) {
      split_simple(e, *program.simple, text, watch, pieces);
    } else {
      split_full(e, program.full, text, watch, pieces);
    }
    watch.settle();
    return pieces.finish(a[1]);
  });
}

}  // namespace

void add_regex_builtins(Registry& registry) {
  const Builtin table[] = {
      {"match", 2, 1, false, match, "match regex string",
       "The groups, a list, if the POSIX extended expression matches the whole string; otherwise null."},
      {"split", 2, 1, false, split, "split regex string",
       "The parts of the string between the matches, and between these a list of each match's groups."},
  };
  registry.insert(registry.end(), std::begin(table), std::end(table));
}

}  // namespace hm
