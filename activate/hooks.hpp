// Activation entries: the shell text of `home.activation` and `onChange`.
//
// They run in Home Manager's order and with its vocabulary (README.md lists it), in one bash: variables and
// functions that one entry defines are there for the next, also across the flip, for which the shell waits.
// Yet each is guarded by itself: an entry that fails, or calls `exit`, is named and ends alone; the next one
// runs with the state that was there before it. Where nothing has to be run no process starts and no bash is
// needed.
//
// How: bash runs an entry in a fork of itself. One that comes to its end goes on as the shell for the rest;
// one that does not leaves its parent, which still has the state of before, to go on.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "activate/manifest.hpp"
#include "activate/place.hpp"
#include "lang/base/result.hpp"

namespace hm::activate {

struct HookOptions {
  bool verbose = false;  // VERBOSE is set, run-time chatter shown
  bool dry_run = false;  // DRY_RUN is set: `run` only prints
  std::string bash;      // absolute; "": looked for in the generation's packages, PATH, /bin
  int output = 2;        // where entries' standard output goes: a descriptor
  std::map<std::string, std::string> environment;  // besides the caller's own
};

struct HookResult {
  std::string name;     // of the entry, or "onChange of .config/x"
  int status = 0;       // exit status; 128 + signal where one ended it
  bool before = false;  // it ran before the flip
  bool ok = true;
};

// What entries are told of the switch.
struct HookContext {
  Place place;
  GenerationNumber from = 0, to = 0;
  std::string from_store, to_store;
  std::string username;
  std::vector<std::string> path;  // directories in front of PATH
  std::string backup_extension;
};

// Is there anything to do in it, or only blank lines and comments?
bool is_no_op(const std::string& text);

class HookSession {
 public:
  // `scripts` in the order in which they may be run; nothing runs yet. Error: NotFound where there is no
  // bash.
  static Result<std::unique_ptr<HookSession>> start(const HookContext& context, const HookOptions& options,
                                                    std::vector<ActivationEntry> scripts);
  ~HookSession();

  // Runs script number `index` (each once, in ascending order). The result's `ok` is false where it failed;
  // an Error only where the shell itself is gone.
  Result<HookResult> run(std::size_t index);
  // Lets the shell end.
  void end();

 private:
  struct Impl;
  explicit HookSession(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace hm::activate
