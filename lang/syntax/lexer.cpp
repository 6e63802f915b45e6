#include "lang/syntax/lexer.hpp"

#include <array>
#include <cstring>
#include <string>

namespace hm::syntax {
namespace {

enum CharClass : std::uint8_t {
  kIdStart = 1,  // [a-zA-Z_]
  kIdPart = 2,   // [a-zA-Z0-9_'-]
  kDigit = 4,
  kPathChar = 8,  // [a-zA-Z0-9._+-]
  kSpace = 16,
  kUriChar = 32,
  kUriHead = 64,  // [a-zA-Z0-9+.-]
  kLetter = 128,
};

constexpr std::array<std::uint8_t, 256> make_classes() {
  std::array<std::uint8_t, 256> table{};
  for (unsigned c = 0; c < 256; ++c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool digit = c >= '0' && c <= '9';
    const auto one_of = [c](std::string_view set) {
      return c != 0 && set.find(static_cast<char>(c)) != std::string_view::npos;
    };
    unsigned bits = 0;
    if (letter || c == '_') bits |= kIdStart;
    if (letter || digit || one_of("_'-")) bits |= kIdPart;
    if (digit) bits |= kDigit;
    if (letter || digit || one_of("._-+")) bits |= kPathChar;
    if (one_of(" \t\r\n")) bits |= kSpace;
    if (letter || digit || one_of("%/?:@&=+$,-_.!~*'")) bits |= kUriChar;
    if (letter || digit || one_of("+-.")) bits |= kUriHead;
    if (letter) bits |= kLetter;
    table[c] = static_cast<std::uint8_t>(bits);
  }
  return table;
}
constexpr auto kClasses = make_classes();

bool is(char c, unsigned classes) {
  return (kClasses[static_cast<unsigned char>(c)] & classes) != 0;
}
const char* skip(const char* p, unsigned classes) {
  while (is(*p, classes)) ++p;
  return p;
}

T keyword(std::string_view word) {
  switch (word.size()) {
    case 2:
      if (word == "if") return T::If;
      if (word == "in") return T::In;
      if (word == "or") return T::OrKeyword;
      break;
    case 3:
      if (word == "let") return T::Let;
      if (word == "rec") return T::Rec;
      break;
    case 4:
      if (word == "then") return T::Then;
      if (word == "else") return T::Else;
      if (word == "with") return T::With;
      break;
    case 6:
      if (word == "assert") return T::Assert;
      break;
    case 7:
      if (word == "inherit") return T::Inherit;
      break;
    default:
      break;
  }
  return T::Id;
}

class Lexer {
 public:
  // `symbols` and `errors` may be null: then names get no symbol, and problems are not told.
  Lexer(const SourceFile& file, std::size_t from, SymbolTable* symbols, bool pipe_operators,
        std::vector<Diagnostic>* errors)
      : file_(file),
        base_(file.text.data()),
        p_(base_ + from),
        end_(base_ + file.view().size()),
        symbols_(symbols),
        errors_(errors),
        pipe_operators_(pipe_operators) {}

  // Scans up to the end; or, with `one_phrase`, only the first token, where a whole string or path counts as
  // one.
  Lexed run(bool one_phrase);

 private:
  enum class Mode : std::uint8_t { Default, String, IndString, InPath, InPathSlash };

  Mode mode() const { return modes_.back(); }
  void scan_default();
  void scan_string();
  void scan_ind_string();
  void scan_path_rest();
  void scan_word();
  void scan_number_or_path();
  void scan_operator();
  bool scan_path_or_uri();
  void scan_number();
  void scan_search_path();
  void scan_slash();
  void skip_comment();

  void emit(T kind, const char* from, const char* to, std::uint32_t value = 0, std::uint8_t flags = 0) {
    lexed_.tokens.push_back({kind, flags, 0, value, static_cast<std::uint32_t>(from - base_),
                             static_cast<std::uint32_t>(to - base_)});
    p_ = to;
  }
  void take(T kind, int length) { emit(kind, p_, p_ + length); }
  void start_path(T kind, const char* to) {
    modes_.push_back(to[-1] == '/' ? Mode::InPathSlash : Mode::InPath);
    emit(kind, p_, to);
  }
  void open(T kind, int length) {
    open_.push_back(static_cast<std::uint32_t>(lexed_.tokens.size()));
    take(kind, length);
  }
  void close(T kind, int length, std::size_t keep);
  void close_curly();
  void close_bracket(T opener, T kind);
  void end_of_file(const char* at);
  void complain(const char* from, const char* to, std::string message, std::string label,
                std::string hint = {});

  const SourceFile& file_;
  const char* base_;
  const char* p_;
  const char* end_;
  SymbolTable* symbols_;
  std::vector<Diagnostic>* errors_;
  bool pipe_operators_;
  const char* run_end_ =
      nullptr;  // of the run of path characters looked at last, so that none is walked twice
  const char* no_uri_ = nullptr;  // where that run stopped being the head of a URI
  bool one_phrase_ = false;
  bool done_ = false;
  Lexed lexed_;
  std::vector<Mode> modes_ = {Mode::Default};
  std::vector<std::uint32_t> open_;  // token indices of brackets not closed yet
};

Lexed Lexer::run(bool one_phrase) {
  one_phrase_ = one_phrase;
  if (!one_phrase) lexed_.tokens.reserve(static_cast<std::size_t>(end_ - p_) / 6 + 16);
  while (!done_) {
    switch (mode()) {
      case Mode::Default:
        scan_default();
        break;
      case Mode::String:
        scan_string();
        break;
      case Mode::IndString:
        scan_ind_string();
        break;
      default:
        scan_path_rest();
        break;
    }
    if (one_phrase && modes_.size() == 1 && !lexed_.tokens.empty()) break;
    if (one_phrase && lexed_.tokens.size() == 1 && mode() == Mode::Default) break;  // '{', '${'
  }
  return std::move(lexed_);
}

void Lexer::complain(const char* from, const char* to, std::string message, std::string label,
                     std::string hint) {
  if (!errors_ || errors_->size() >= 10) return;
  Diagnostic d;
  d.code = Code::Syntax;
  d.message = std::move(message);
  d.labels.push_back(
      {{file_.begin + static_cast<Pos>(from - base_), file_.begin + static_cast<Pos>(to - base_)},
       std::move(label)});
  d.hint = std::move(hint);
  errors_->push_back(std::move(d));
}

void Lexer::end_of_file(const char* at) {
  emit(T::End, at, at);
  done_ = true;
}

// --- brackets
// -------------------------------------------------------------------------------------------------

// Closes the bracket open_[keep]; those opened inside it stay unmatched.
void Lexer::close(T kind, int length, std::size_t keep) {
  const std::uint32_t opener = open_[keep];
  const auto closer = static_cast<std::uint32_t>(lexed_.tokens.size());
  open_.resize(keep);
  lexed_.tokens[opener].value = closer;
  emit(kind, p_, p_ + length, opener);
}

// A '}' ends the innermost '{' or '${', whatever round and square brackets are open in it.
void Lexer::close_curly() {
  if (modes_.size() == 1) return take(T::BraceClose, 1);
  modes_.pop_back();
  std::size_t i = open_.size();
  T kind;
  do {
    kind = lexed_.tokens[open_[--i]].kind;
  } while (kind != T::BraceOpen && kind != T::DollarCurly);
  close(T::BraceClose, 1, i);
}

// A ')' or ']' ends the innermost bracket of its kind that was opened since the last '{', '${' or quote.
void Lexer::close_bracket(T opener, T kind) {
  constexpr std::size_t kLookBack = 64;  // bounds the work on texts that are all brackets
  const std::size_t stop = open_.size() > kLookBack ? open_.size() - kLookBack : 0;
  for (std::size_t i = open_.size(); i-- > stop;) {
    const T candidate = lexed_.tokens[open_[i]].kind;
    if (candidate == opener) return close(kind, 1, i);
    if (candidate != T::ParenOpen && candidate != T::BracketOpen) break;
  }
  take(kind, 1);
}

// --- strings
// --------------------------------------------------------------------------------------------------

// Up to the closing quote or the next "${". "$$" is two characters that begin no interpolation.
void Lexer::scan_string() {
  const char* from = p_;
  const char* p = p_;
  std::uint8_t flags = 0;
  bool cut_short = false;
  for (;; ++p) {
    while (*p != '"' && *p != '$' && *p != '\\' && *p != '\r' && *p != '\0') ++p;
    if (*p == '"') break;
    if (*p == '\r') {
      flags |= Tok::kEscaped;
    } else if (*p == '\0') {
      if (p >= end_) break;
      flags |= Tok::kNul;
    } else if (*p == '\\') {
      if (p + 1 >= end_) {
        cut_short = true;
        break;
      }
      flags |= Tok::kEscaped;
      if (p[1] == '\0') flags |= Tok::kNul;
      ++p;
    } else if (p[1] == '{') {
      break;
    } else if (p[1] == '\\') {
      if (p + 2 >= end_) {
        cut_short = true;
        break;
      }
      flags |= Tok::kEscaped;
      if (p[2] == '\0') flags |= Tok::kNul;
      p += 2;
    } else if (p[1] != '"' && p + 1 < end_) {
      if (p[1] == '\0') flags |= Tok::kNul;
      if (p[1] == '\r') flags |= Tok::kEscaped;
      ++p;
    } else if (p + 1 >= end_) {
      cut_short = true;
      break;
    }
  }
  if (p > from) emit(T::Str, from, p, 0, flags);
  if (cut_short || p >= end_) return end_of_file(end_);
  if (*p == '"') {
    modes_.pop_back();
    return close(T::QuoteClose, 1, open_.size() - 1);
  }
  modes_.push_back(Mode::Default);
  open(T::DollarCurly, 2);
}

// One piece as the reference's scanner cuts them: a run of ordinary text, or one escape. The cuts can be seen
// in printed trees and matter to indentation, so they are kept.
void Lexer::scan_ind_string() {
  const char* from = p_;
  const char* p = p_;
  std::uint8_t flags = 0;
  for (;;) {
    while (*p != '$' && *p != '\'' && *p != '\0') ++p;
    if (*p == '\0') {
      if (p >= end_) break;
      flags |= Tok::kNul;
      ++p;
    } else if (*p == '$') {
      if (p[1] == '{' || p[1] == '\'' || p + 1 >= end_) break;
      if (p[1] == '\0') flags |= Tok::kNul;
      p += 2;
    } else {
      if (p[1] == '\'' || p[1] == '$' || p + 1 >= end_) break;
      if (p[1] == '\0') flags |= Tok::kNul;
      p += 2;
    }
  }
  if (p > from) return emit(T::IndStr, from, p, 0, flags);
  if (p >= end_) return end_of_file(end_);
  if (*p == '$') {
    if (p[1] != '{') return emit(T::IndStr, p, p + 1, 0, Tok::kEscaped);
    modes_.push_back(Mode::Default);
    return open(T::DollarCurly, 2);
  }
  if (p[1] != '\'') return emit(T::IndStr, p, p + 1, 0, Tok::kEscaped);
  if (p[2] == '$' || p[2] == '\'') return emit(T::IndStr, p, p + 3, 0, Tok::kEscaped);
  if (p[2] == '\\' && p + 3 < end_) {
    flags = static_cast<std::uint8_t>(Tok::kEscaped | (p[3] == '\0' ? Tok::kNul : 0));
    return emit(T::IndStr, p, p + 4, 0, flags);
  }
  modes_.pop_back();
  close(T::IndClose, 2, open_.size() - 1);
}

// --- paths
// ----------------------------------------------------------------------------------------------------

// The end of  {PATH_CHAR}*(/{PATH_CHAR}+)+/?  where the leading run ends at `run_end`; null where there is no
// slash with a name after it.
const char* path_end(const char* run_end) {
  if (*run_end != '/' || !is(run_end[1], kPathChar)) return nullptr;
  const char* q = run_end;
  while (*q == '/' && is(q[1], kPathChar)) q = skip(q + 1, kPathChar);
  return *q == '/' ? q + 1 : q;
}

// After a path's beginning: more pieces, interpolations, or its end.
void Lexer::scan_path_rest() {
  const char* run = skip(p_, kPathChar);
  const char* to = path_end(run);
  if (!to) to = *run == '/' ? run + 1 : run;
  if (to > p_) {
    modes_.back() = to[-1] == '/' ? Mode::InPathSlash : Mode::InPath;
    return emit(T::Str, p_, to);
  }
  if (p_[0] == '$' && p_[1] == '{') {
    modes_.back() = Mode::InPath;
    modes_.push_back(Mode::Default);
    return open(T::DollarCurly, 2);
  }
  if (mode() == Mode::InPathSlash)
    complain(p_ - 1, p_, "path has a trailing slash", "remove this '/'",
             "a directory is named like a file: `./dir`, not `./dir/`");
  modes_.pop_back();
  emit(T::PathEnd, p_, p_);
}

// Where the run of path characters at p_ goes on as a path or a URI, takes that.
bool Lexer::scan_path_or_uri() {
  if (run_end_ <= p_) run_end_ = skip(p_, kPathChar);
  const char* run_end = run_end_;
  if (*run_end == '/') {
    const char* to = path_end(run_end);
    if (!to && run_end[1] == '$' && run_end[2] == '{') to = run_end + 1;
    if (!to) return false;
    start_path(T::Path, to);
    return true;
  }
  if (*run_end == ':' && is(run_end[1], kUriChar) && is(*p_, kLetter) && no_uri_ <= p_) {
    no_uri_ = skip(p_, kUriHead);
    if (no_uri_ == run_end) {
      emit(T::Uri, p_, skip(run_end + 1, kUriChar));
      return true;
    }
  }
  return false;
}

// <name/name>, or one of the operators that begin with '<'.
void Lexer::scan_search_path() {
  if (is(p_[1], kPathChar)) {
    const char* q = skip(p_ + 1, kPathChar);
    while (*q == '/' && is(q[1], kPathChar)) q = skip(q + 1, kPathChar);
    if (*q == '>') return emit(T::SearchPath, p_, q + 1);
  }
  if (p_[1] == '=') return take(T::LessEqual, 2);
  if (p_[1] != '|') return take(T::Less, 1);
  if (!pipe_operators_)
    complain(p_, p_ + 2,
             "experimental Nix feature 'pipe-operators' is disabled; add '--extra-experimental-features "
             "pipe-operators' to enable it",
             "this operator is not enabled");
  take(T::PipeFrom, 2);
}

// --- the rest
// -------------------------------------------------------------------------------------------------

void Lexer::scan_word() {
  const char* from = p_;
  const char* to = skip(p_ + 1, kIdPart);
  // A name is the beginning of a path or URI only if what follows can go on with one.
  if (*to == '/' || *to == '.' || *to == '+' || *to == ':') {
    if (scan_path_or_uri()) return;
  }
  const std::string_view word(from, static_cast<std::size_t>(to - from));
  const T kind = keyword(word);
  std::uint32_t symbol = 0;
  if (symbols_ && (kind == T::Id || kind == T::OrKeyword)) symbol = symbols_->intern(word).id;
  emit(kind, from, to, symbol);
}

void Lexer::scan_number() {
  const char* q = skip(p_, kDigit);
  const bool float_possible = *p_ == '.' || (*q == '.' && (*p_ != '0' || (q == p_ + 1 && is(q[1], kDigit))));
  if (!float_possible) return emit(T::Int, p_, q);
  q = skip(q + 1, kDigit);
  if (*q == 'e' || *q == 'E') {
    const char* exponent = q + 1;
    if (*exponent == '+' || *exponent == '-') ++exponent;
    if (is(*exponent, kDigit)) q = skip(exponent, kDigit);
  }
  emit(T::Float, p_, q);
}

void Lexer::skip_comment() {
  for (const char* q = p_ + 2; q < end_; ++q) {
    q = static_cast<const char*>(std::memchr(q, '*', static_cast<std::size_t>(end_ - q)));
    if (!q) break;
    if (q[1] == '/') {
      p_ = q + 2;
      return;
    }
  }
  complain(p_, p_ + 2, "syntax error, unexpected end of file", "this comment is never closed",
           "end the comment with `*/`");
  lexed_.comment_runs_out = true;
  end_of_file(end_);
}

void Lexer::scan_slash() {
  if (p_[1] == '*') return skip_comment();
  if (scan_path_or_uri()) return;
  if (p_[1] == '/') return take(T::Update, 2);
  take(T::Slash, 1);
}

// What begins with a digit or one of . + -
void Lexer::scan_number_or_path() {
  if (scan_path_or_uri()) return;
  if (is(*p_, kDigit)) return scan_number();
  if (*p_ == '.') {
    if (p_[1] == '.' && p_[2] == '.') return take(T::Ellipsis, 3);
    if (is(p_[1], kDigit)) return scan_number();
    return take(T::Dot, 1);
  }
  if (*p_ == '+') return p_[1] == '+' ? take(T::Concat, 2) : take(T::Plus, 1);
  return p_[1] == '>' ? take(T::Implies, 2) : take(T::Minus, 1);
}

void Lexer::scan_default() {
  for (;;) {
    const char c = *p_;
    if (is(c, kSpace)) {
      p_ = skip(p_ + 1, kSpace);
    } else if (is(c, kIdStart)) {
      scan_word();
      if (mode() != Mode::Default || one_phrase_) return;
    } else if (c == '#') {
      while (*p_ != '\n' && *p_ != '\r' && !(*p_ == '\0' && p_ >= end_)) ++p_;
    } else {
      break;
    }
  }
  if (is(*p_, kDigit) || *p_ == '.' || *p_ == '+' || *p_ == '-') return scan_number_or_path();
  scan_operator();
}

void Lexer::scan_operator() {
  const char next = p_[1];
  switch (*p_) {
    case '\0':
      if (p_ >= end_) return end_of_file(end_);
      return take(T::Bad, 1);
    case '"':
      modes_.push_back(Mode::String);
      return open(T::Quote, 1);
    case '\'': {
      if (next != '\'') return take(T::Bad, 1);
      const char* q = p_ + 2;
      while (*q == ' ') ++q;
      modes_.push_back(Mode::IndString);
      return open(T::IndOpen, *q == '\n' ? static_cast<int>(q + 1 - p_) : 2);
    }
    case '$':
      if (next != '{') return take(T::Bad, 1);
      modes_.push_back(Mode::Default);
      return open(T::DollarCurly, 2);
    case '{':
      modes_.push_back(Mode::Default);
      return open(T::BraceOpen, 1);
    case '}':
      return close_curly();
    case '(':
      return open(T::ParenOpen, 1);
    case ')':
      return close_bracket(T::ParenOpen, T::ParenClose);
    case '[':
      return open(T::BracketOpen, 1);
    case ']':
      return close_bracket(T::BracketOpen, T::BracketClose);
    case ':':
      return take(T::Colon, 1);
    case ';':
      return take(T::Semicolon, 1);
    case ',':
      return take(T::Comma, 1);
    case '@':
      return take(T::At, 1);
    case '?':
      return take(T::Question, 1);
    case '*':
      return take(T::Star, 1);
    case '!':
      return next == '=' ? take(T::NotEqual, 2) : take(T::Not, 1);
    case '=':
      return next == '=' ? take(T::Equal, 2) : take(T::Assign, 1);
    case '>':
      return next == '=' ? take(T::GreaterEqual, 2) : take(T::Greater, 1);
    case '&':
      return next == '&' ? take(T::And, 2) : take(T::Bad, 1);
    case '<':
      return scan_search_path();
    case '/':
      return scan_slash();
    case '|':
      if (next == '|') return take(T::Or, 2);
      if (next != '>') return take(T::Bad, 1);
      if (!pipe_operators_)
        complain(p_, p_ + 2,
                 "experimental Nix feature 'pipe-operators' is disabled; add '--extra-experimental-features "
                 "pipe-operators' to enable it",
                 "this operator is not enabled");
      return take(T::PipeInto, 2);
    case '~': {
      const char* to = path_end(p_ + 1);
      if (!to && next == '/' && p_[2] == '$' && p_[3] == '{') to = p_ + 2;
      return to ? start_path(T::HomePath, to) : take(T::Bad, 1);
    }
    default:
      return take(T::Bad, 1);
  }
}

}  // namespace

Lexed lex(const SourceFile& file, SymbolTable& symbols, bool pipe_operators,
          std::vector<Diagnostic>& errors) {
  return Lexer(file, 0, &symbols, pipe_operators, &errors).run(false);
}

Span token_span(const SourceFile& file, Pos pos) {
  const std::size_t size = file.view().size();
  if (pos < file.begin || pos - file.begin >= size) return {pos, pos};
  const Lexed lexed = Lexer(file, pos - file.begin, nullptr, true, nullptr).run(true);
  if (lexed.tokens.empty() || file.begin + lexed.tokens.front().begin != pos) return {pos, pos};
  return {pos, file.begin + lexed.tokens.back().end};
}

}  // namespace hm::syntax
