// Runs one program to its end, with nothing of ours but what is asked for.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/result.hpp"

namespace hm {

struct ProcessRequest {
  std::string program;                   // absolute path
  std::vector<std::string> arguments;    // without the program's name, which is `name`
  std::string name;                      // argv[0]; "": the program's path
  std::vector<std::string> environment;  // "NAME=value", the whole environment
  std::string directory = "/";
  int program_fd = -1;                   // >= 0: execute what this descriptor holds instead of `program`
  bool separate_errors = false;          // standard error goes to on_error, not to on_output
  std::chrono::milliseconds timeout{0};  // 0: none
  std::function<Status(std::string_view)> on_output;  // an error ends the program
  std::function<Status(std::string_view)> on_error;
  std::function<bool()> interrupted;  // polled
};

struct ProcessResult {
  int exit_code = -1;  // -1: ended by `signal`
  int signal = 0;
  bool timed_out = false;
  bool ok() const { return exit_code == 0 && !timed_out; }
  std::string describe() const;  // "ended with exit code 2"
};

// Standard input is /dev/null, output and errors come through pipes, every other descriptor is closed,
// signals are as for a new program, the umask is 022. The program leads its own session and process group;
// when it has ended (or must end), everything left of that group is killed. Code::NotFound or
// PermissionDenied where it cannot be executed, Code::Interrupted where `interrupted` says so.
Result<ProcessResult> run_process(const ProcessRequest& request);

}  // namespace hm
