// Work in a forked child whose answer is a text. The evaluator's memory stands at fixed addresses and is never freed,
// so a process evaluates one configuration; and what goes wrong there leaves the others alone.
#pragma once

#include <sys/types.h>

#include <functional>
#include <string>

#include "lang/base/result.hpp"

namespace hm {

class Child {
 public:
  // Starts `work`; what it returns is what finish() gives. Standard output must be flushed before.
  static Result<Child> start(const std::function<std::string()>& work);
  Child(Child&& other) noexcept;
  Child(const Child&) = delete;
  ~Child();

  // Waits for the end. Code::Internal where the child crashed.
  Result<std::string> finish();

 private:
  Child(pid_t process, int pipe) : process_(process), pipe_(pipe) {}

  pid_t process_;
  int pipe_;
};

}  // namespace hm
