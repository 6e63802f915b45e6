// Builds by running a program. The builder writes to the outputs' real paths; what it leaves there is taken
// away under a temporary name as soon as it has ended, and only what we then see ourselves counts.
#include <algorithm>
#include <deque>

#include "store/build/canonical.hpp"
#include "store/build/environment.hpp"
#include "store/build/process.hpp"
#include "store/build/realiser.hpp"
#include "store/fs_steps.hpp"

namespace hm {
namespace {

// Splits a builder's output into lines for the log and for whoever watches; remembers the last ones.
class LogLines {
 public:
  LogLines(std::size_t most, std::function<void(const std::string&)> each)
      : most_(most), each_(std::move(each)) {}
  void add(std::string_view bytes) {
    for (const char c : bytes) {
      if (c == '\n') {
        finish_line();
      } else if (partial_.size() < kLongestLine) {
        partial_ += c;
      }
    }
  }
  std::vector<std::string> take() {
    if (!partial_.empty()) finish_line();
    return {last_.begin(), last_.end()};
  }

 private:
  static constexpr std::size_t kLongestLine = 16 * 1024;
  void finish_line() {
    if (!partial_.empty() && partial_.back() == '\r') partial_.pop_back();
    each_(partial_);
    last_.push_back(std::exchange(partial_, {}));
    if (last_.size() > most_) last_.pop_front();
  }
  std::size_t most_;
  std::function<void(const std::string&)> each_;
  std::string partial_;
  std::deque<std::string> last_;
};

}  // namespace

Status Realiser::run_ordinary(BuildStep& step) {
  HM_TRY(const std::vector<PathLock> locks, lock_outputs({&step}));
  HM_TRY(const bool valid, all_valid(step));
  if (!valid) {
    tell(BuildEvent::Kind::Started, step);
    HM_CHECK(build(step).context(fmt::format("while building '{}'", shown(step.path))));
  }
  return finish(step);
}

Status Realiser::write_files(const std::map<std::string, std::string>& files, const std::string& directory) {
  for (const auto& [name, contents] : files) {
    HM_TRY(Fd fd, fs_.create(At(directory + "/" + name), Create::New, 0600));
    HM_CHECK(fs_.write(fd, contents));
    HM_CHECK(fd.close());
  }
  return {};
}

Status Realiser::run_builder(const BuildStep& step, const std::string& build_dir) {
  HM_TRY(BuildEnvironment environment,
         prepare_environment(step.derivation, step.outputs, store_.dir(), build_dir, options_.cores));
  HM_CHECK(write_files(environment.files, build_dir));
  HM_TRY(Fd log, fs_.create(At(impl_.directories.logs, step.path.base()), Create::Truncate, 0600));
  LogLines lines(options_.log_lines,
                 [&](const std::string& line) { tell(BuildEvent::Kind::Log, step, line); });
  ProcessRequest request;
  request.program = environment.builder;
  request.arguments = environment.arguments;
  request.directory = build_dir;
  request.timeout = options_.timeout;
  request.interrupted = options_.interrupted;
  for (const auto& [name, value] : environment.variables) request.environment.push_back(name + "=" + value);
  request.on_output = [&](std::string_view bytes) {
    lines.add(bytes);
    return fs_.write(log, bytes);
  };
  HM_TRY(const ProcessResult result, run_process(request));
  const std::vector<std::string> last = lines.take();
  if (result.ok()) return {};
  Error error = fail(Code::BuildFailed, "builder for '{}' {}", shown(step.path), result.describe());
  if (!last.empty()) {
    std::string text = fmt::format("last {} log lines:", last.size());
    for (const std::string& line : last) text += "\n> " + line;
    error.note(std::move(text));
  }
  return std::move(error).note(fmt::format("the whole log is in '{}'", store_.log_file(step.path)));
}

Status Realiser::build(BuildStep& step) {
  const std::string& system = step.derivation.system;
  if (system != store_.options().system && system != "builtin") {
    return fail(Code::BuildFailed, "a '{}' is required to build '{}', but this machine is a '{}'", system,
                shown(step.path), store_.options().system);
  }
  const Fd& store = impl_.directories.store;
  // Under the locks nobody else makes these: what stands there without being valid was left by a crash.
  for (const auto& [name, path] : step.outputs) {
    HM_TRY(const bool valid, impl_.database->is_valid(path));
    if (!valid) HM_CHECK(remove_tree(fs_, store, path.base()));
  }
  HM_CHECK(objects_.open_batch());  // begins the session, whose name the build directory bears
  const std::string build_name = objects_.temporary_name();
  HM_CHECK(objects_.commit());
  const std::string builds = impl_.directories.data_path + "/builds";
  HM_CHECK(make_directories(fs_, builds, 0700));
  HM_TRY(const Fd builds_held, fs_.open_directory(At(builds)));
  HM_CHECK(fs_.make_directory(At(builds_held, build_name), 0700));
  Status ran = run_builder(step, builds + "/" + build_name);
  if (ran || !options_.keep_failed) {
    ignore(remove_tree(fs_, builds_held, build_name), "the collector removes it later");
  } else {
    ran.error().note(fmt::format("the build directory was kept: '{}/{}'", builds, build_name));
  }
  Status taken = std::move(ran);
  std::vector<Product> products;
  HM_TRY(std::vector<StorePath> candidates, input_closure(step));
  for (const auto& [name, path] : step.outputs) candidates.push_back(path);
  HM_CHECK(objects_.open_batch());
  for (const auto& [name, path] : step.outputs) {
    HM_TRY(const bool valid, impl_.database->is_valid(path));
    if (valid) continue;
    HM_TRY(const NodeStatus status, fs_.stat(At(store, path.base())));
    if (status.kind == NodeKind::Missing) {
      if (taken) {
        taken =
            fail(Code::BuildFailed, "builder for '{}' failed to produce output path for output '{}' at '{}'",
                 shown(step.path), name, shown(path))
                .note(fmt::format("the whole log is in '{}'", store_.log_file(step.path)));
      }
      continue;
    }
    products.push_back({name, objects_.temporary_name()});
    HM_CHECK(fs_.rename(At(store, path.base()), At(store, products.back().temporary), Rename::NoReplace));
  }
  for (Product& product : products) {
    if (!taken) break;
    taken = take_output(step, product, candidates);
  }
  if (!taken) {
    for (const Product& product : products)
      ignore(remove_tree(fs_, store, product.temporary), "the collector removes it later");
    objects_.abandon();
    return taken;
  }
  return objects_.commit();
}

Status Realiser::take_output(const BuildStep& step, Product& product,
                             const std::vector<StorePath>& candidates) {
  const Fd& store = impl_.directories.store;
  if (step.derivation.outputs.at(product.output).fixed()) {
    // The builder had the network, so something of it may still hold this file open. A copy of ours is hashed
    // and kept.
    const std::string copy = objects_.temporary_name();
    ObjectWriter writer(fs_, store, copy, objects_.syncs());
    HM_CHECK(walk_tree(fs_, At(store, product.temporary), shown(step.path), nullptr, writer));
    HM_CHECK(remove_tree(fs_, store, product.temporary));
    product.temporary = copy;
  } else {
    HM_CHECK(canonicalise(fs_, store, product.temporary));
    objects_.syncs().add_everything();
  }
  ReferenceScanner scanner(candidates);
  NarHasher hasher(&scanner);
  HM_CHECK(walk_tree(fs_, At(store, product.temporary), shown(step.path), nullptr, hasher));
  const NarSummary nar = hasher.finish();
  return stage(step, product, nar, scanner.found());
}

}  // namespace hm
