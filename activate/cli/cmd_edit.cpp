// hm edit: the configuration in the user's editor.
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include <fmt/format.h>

#include "activate/cli/configuration.hpp"

namespace hm {

Action declare_edit(Arguments& a) {
  auto o = std::make_shared<ConfigurationOptions>();
  declare_configuration(a, *o);
  return [o](Program& program) -> Result<int> {
    HM_TRY(auto file, configuration_file(program, *o));
    auto editor = environment("VISUAL");
    if (!editor) editor = environment("EDITOR");
    if (!editor) return fail(Code::Usage, "neither VISUAL nor EDITOR is set").note(fmt::format("the configuration is '{}'", file));
    flush_output();
    pid_t child = ::fork();
    if (child < 0) return fail_errno(errno, "start the editor");
    if (child == 0) {
      // The variable may hold options, as is the custom: the shell splits it, and gets the file apart from it.
      std::string command = *editor + " \"$1\"";
      ::execl("/bin/sh", "sh", "-c", command.c_str(), "sh", file.c_str(), static_cast<char*>(nullptr));
      ::_exit(127);
    }
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return fail(Code::IoError, "the editor '{}' failed", *editor);
    program.inform("When it is as you want it: hm switch");
    return kDone;
  };
}

}  // namespace hm
