// The error value of the whole program.
//
// A Diagnostic is structure, not text: a stable code (see diagnostic_codes.def), a message in the user's terms,
// labels that point at source (the first says where to look, the others say why), notes, one hint, and a trace.
// It is rendered once, at the edge (render.hpp), for a terminal, as JSON, or for a CI system.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "lang/base/source.hpp"

namespace hm {

// What kind of failure a code stands for; decides the exit status (docs/reference/exit-codes.md).
enum class Blame {
  Configuration,  // 1: what the user wrote is wrong
  Usage,          // 2: the command line is wrong
  Conflict,       // 3: something is in the way, nothing was changed
  Machine,        // 4: disk, permission, lock, network
  Bug,            // 70: hm broke a promise of its own
};

enum class Code {
#define HM_CODE(id, slug, blame, catchable, explanation) id,
#include "lang/base/diagnostic_codes.def"
#undef HM_CODE
};

struct CodeInfo {
  Code code;
  std::string_view slug;         // stable, greppable: "undefined-variable"
  Blame blame;
  bool catchable;                // by builtins.tryEval
  std::string_view explanation;  // the long text of `hm explain`
};

const CodeInfo& info(Code code);
const CodeInfo* find_code(std::string_view slug);  // nullptr where unknown
const std::vector<CodeInfo>& all_codes();

enum class Severity { Error, Warning, Note };

struct Label {
  Span span;
  std::string text;  // a few words; may be empty for the first label
};

// One step of the way to the error, innermost first.
struct TraceFrame {
  enum class Kind { Evaluating, Calling, Context, Derivation, Builtin };
  Kind kind = Kind::Evaluating;
  Pos pos = kNoPos;
  std::string text;  // "while evaluating the attribute 'x'"
};

struct Diagnostic {
  Code code{};
  Severity severity = Severity::Error;
  std::string message;  // first line equals the reference's where tools look for it
  std::vector<Label> labels;
  std::vector<std::string> notes;
  std::string hint;  // "did you mean 'enable'?"
  std::vector<TraceFrame> trace;
  std::size_t cycle =
      0;  // so many frames at the front of the trace are a value that needs itself; the rest led to it
  std::vector<Diagnostic> siblings;  // found at the same time: further syntax errors of the same file
  int os_error = 0;  // errno where a system call failed (fail_errno)
};

// An owned Diagnostic that travels in Result. Cheap to move, never null.
class [[nodiscard]] Error {
 public:
  explicit Error(Diagnostic diagnostic) : d_(std::make_unique<Diagnostic>(std::move(diagnostic))) {}

  Error clone() const { return Error(Diagnostic(*d_)); }
  const Diagnostic& diagnostic() const { return *d_; }
  Diagnostic& diagnostic() { return *d_; }
  Code code() const { return d_->code; }
  const std::string& message() const { return d_->message; }
  int os_error() const { return d_->os_error; }

  Error& at(Span span, std::string text = {}) & {
    d_->labels.push_back({span, std::move(text)});
    return *this;
  }
  Error&& at(Span span, std::string text = {}) && { return std::move(at(span, std::move(text))); }
  Error& note(std::string text) & {
    d_->notes.push_back(std::move(text));
    return *this;
  }
  Error&& note(std::string text) && { return std::move(note(std::move(text))); }
  Error& hint(std::string text) & {
    d_->hint = std::move(text);
    return *this;
  }
  Error&& hint(std::string text) && { return std::move(hint(std::move(text))); }
  // What was being done when it failed, said once by whoever acted on behalf of something.
  Error& context(std::string doing) & {
    d_->trace.push_back({TraceFrame::Kind::Context, kNoPos, std::move(doing)});
    return *this;
  }
  Error&& context(std::string doing) && { return std::move(context(std::move(doing))); }

 private:
  std::unique_ptr<Diagnostic> d_;
};

template <class... Args>
Error fail(Code code, fmt::format_string<Args...> format, Args&&... args) {
  Diagnostic d;
  d.code = code;
  d.message = fmt::format(format, std::forward<Args>(args)...);
  return Error(std::move(d));
}

// A failed system call: "cannot <doing>: <strerror>". `saved_errno` decides the code (disk full, permission, …).
Error fail_errno(int saved_errno, std::string doing);

}  // namespace hm
