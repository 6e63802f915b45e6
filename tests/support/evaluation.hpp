// One evaluation over a read-only host, for tests: the value printed as `hm eval --strict` prints it, or the
// error.
#pragma once

#include <string>
#include <utility>

#include "lang/base/render.hpp"
#include "lang/eval/evaluator.hpp"
#include "lang/eval/print_value.hpp"
#include "tests/support/disk_host.hpp"

namespace hm::test {

class Evaluation {
 public:
  explicit Evaluation(DiskHost::Options host = {}, EvaluatorOptions options = {})
      : host_(quiet(std::move(host))), evaluator_(symbols_, sources_, host_, std::move(options)) {}

  // "error: …", the first line only, where it fails.
  std::string print(const std::string& expression, const std::string& directory = "/") {
    std::string out;
    Status status = evaluator_.guarded([&] {
      V value = evaluator_.evaluate_text_in_scope(expression, "«string»", directory, 0);
      evaluator_.force_deep(value);
      out = print_plain(evaluator_, value);
    });
    if (status) return out;
    last_error_ = render(status.error().diagnostic(), sources_, {});
    return "error: " + status.error().message();
  }
  // The whole of the last failure as people see it.
  const std::string& last_error() const { return last_error_; }
  DiskHost& host() { return host_; }

 private:
  static DiskHost::Options quiet(DiskHost::Options options) {
    options.quiet = true;
    return options;
  }
  SymbolTable symbols_;
  SourceMap sources_;
  DiskHost host_;
  Evaluator evaluator_;
  std::string last_error_;
};

}  // namespace hm::test
