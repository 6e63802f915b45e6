// hm completion SHELL
#include <fmt/format.h>

#include "activate/cli/command.hpp"

namespace hm {

Action declare_completion(Arguments& a) {
  auto shell = std::make_shared<std::string>();
  a.required("SHELL", shell.get(), "bash, zsh or fish");
  return [shell](Program&) -> Result<int> {
    if (*shell != "bash" && *shell != "zsh" && *shell != "fish") {
      return fail(Code::Usage, "there is no completion for the shell '{}'", *shell).note("known are bash, zsh and fish");
    }
    put(completion_script(*shell));
    return kDone;
  };
}

}  // namespace hm
