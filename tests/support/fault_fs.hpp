// Faults on demand, in front of any Fs.
//
// Loops over every point, not samples:
//
//     for (std::size_t n = 1;; ++n) {
//       FaultFs fs(inner);
//       fs.die_before_mutation(n);
//       try { run(fs); } catch (const Died&) {}
//       if (!fs.fired()) break;        // the run completed: every point has been tried
//       … check what a new process finds in `inner` …
//     }
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "store/fs.hpp"

namespace hm::test {

// Thrown where the process "died", and again by every later call. While it unwinds nothing is changed and
// everything is refused, so destructors that tidy up on the way out cannot hide what a real kill would leave.
struct Died {};

class FaultFs final : public Fs {
 public:
  explicit FaultFs(Fs& inner) : inner_(inner) {}

  // The n-th verb that changes something (1 = the first) is not performed: Died is thrown instead.
  void die_before_mutation(std::size_t n) { die_at_ = n; }
  // The n-th call of any verb but close fails with this errno; `persistently`: and every later one of the
  // same verb.
  void fail_call(std::size_t n, int error, bool persistently = false);
  // As fail_call, but counts only calls of one verb ("sync", "write", "rename", …).
  void fail_verb(std::string verb, std::size_t n, int error, bool persistently = false);
  // Called after each mutation that was performed, with its number.
  void after_mutation(std::function<void(std::size_t)> callback) { callback_ = std::move(callback); }

  bool fired() const { return fired_; }
  std::size_t calls() const { return calls_; }
  std::size_t mutations() const { return mutations_; }
  // "verb path" of each mutation so far.
  const std::vector<std::string>& log() const { return log_; }

  Result<Fd> open_directory(const At& at, Follow follow, Resolve resolve) override;
  Result<Fd> open(const At& at, Follow follow, Resolve resolve) override;
  Result<std::size_t> read(const Fd& fd, char* to, std::size_t most) override;
  Result<NodeStatus> stat(const At& at, Follow follow) override;
  Result<std::string> read_link(const At& at) override;
  Result<std::vector<NodeEntry>> list(const Fd& directory) override;
  Result<Fd> create(const At& at, Create how, std::uint32_t mode) override;
  Status write(const Fd& fd, std::string_view bytes) override;
  Status truncate(const Fd& fd, std::uint64_t size) override;
  Status make_directory(const At& at, std::uint32_t mode) override;
  Status make_symlink(const std::string& target, const At& at) override;
  Status hard_link(const At& existing, const At& at) override;
  Status rename(const At& from, const At& to, Rename how) override;
  Status unlink(const At& at) override;
  Status remove_directory(const At& at) override;
  void discard(const At& at) noexcept override;
  Status set_mode(const At& at, std::uint32_t mode) override;
  Status set_mtime(const At& at, std::int64_t seconds) override;
  Status sync(const Fd& fd) override;
  Status sync_data(const Fd& fd) override;
  Status sync_filesystem(const Fd& fd) override;
  Result<bool> lock(const Fd& fd, Lock kind, Wait wait) override;
  Status close(int number) override;

 private:
  // 0, or the errno this call is to fail with. Throws Died.
  int before(const char* verb, const std::string& where, bool changes, bool may_throw = true);
  void after(bool changes);
  template <class Call>
  auto run(const char* verb, const At& at, bool changes, Call call) -> decltype(call());
  Fd adopt(Fd fd);

  Fs& inner_;
  std::size_t die_at_ = 0, fail_at_ = 0, calls_ = 0, mutations_ = 0, verb_calls_ = 0;
  int error_ = 0;
  bool persistently_ = false, fired_ = false, dead_ = false;
  std::string verb_, failing_verb_;
  std::function<void(std::size_t)> callback_;
  std::vector<std::string> log_;
  std::vector<std::pair<int, Fd>> held_;
};

}  // namespace hm::test
