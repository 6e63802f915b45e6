// Rows for tests/bench/run that a command cannot show alone: parts of a switch, without evaluation, start and
// store.
//
//   bench_parts DIRECTORY [ROUNDS]
//
// Works below DIRECTORY (a tmpfs), prints one row a part: least wall milliseconds of ROUNDS, and how many
// times a file, directory or file system was synced. Hashing is compared with libcrypto's own rate on the
// same bytes.
#include <openssl/evp.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "activate/activate.hpp"
#include "store/store.hpp"

namespace hm {
namespace {

using nlohmann::json;
using Clock = std::chrono::steady_clock;

[[noreturn]] void give_up(const Error& error) {
  std::fprintf(stderr, "bench_parts: %s\n", error.message().c_str());
  std::exit(1);
}
template <class T>
T must(Result<T> result) {
  if (!result) give_up(result.error());
  return std::move(result).value();
}
void must(Status status) {
  if (!status) give_up(status.error());
}

class CountingFs final : public Fs {
 public:
  explicit CountingFs(RealFs& real) : real_(real) {}
  std::size_t syncs = 0;

  Result<Fd> open_directory(const At& at, Follow follow, Resolve resolve) override {
    return real_.open_directory(at, follow, resolve);
  }
  Result<Fd> open(const At& at, Follow follow, Resolve resolve) override {
    return real_.open(at, follow, resolve);
  }
  Result<std::size_t> read(const Fd& fd, char* to, std::size_t most) override {
    return real_.read(fd, to, most);
  }
  Result<NodeStatus> stat(const At& at, Follow follow) override { return real_.stat(at, follow); }
  Result<std::string> read_link(const At& at) override { return real_.read_link(at); }
  Result<std::vector<NodeEntry>> list(const Fd& directory) override { return real_.list(directory); }
  Result<Fd> create(const At& at, Create how, std::uint32_t mode) override {
    return real_.create(at, how, mode);
  }
  Status write(const Fd& fd, std::string_view bytes) override { return real_.write(fd, bytes); }
  Status truncate(const Fd& fd, std::uint64_t size) override { return real_.truncate(fd, size); }
  Status make_directory(const At& at, std::uint32_t mode) override { return real_.make_directory(at, mode); }
  Status make_symlink(const std::string& target, const At& at) override {
    return real_.make_symlink(target, at);
  }
  Status hard_link(const At& existing, const At& at) override { return real_.hard_link(existing, at); }
  Status rename(const At& from, const At& to, Rename how) override { return real_.rename(from, to, how); }
  Status unlink(const At& at) override { return real_.unlink(at); }
  Status remove_directory(const At& at) override { return real_.remove_directory(at); }
  Status set_mode(const At& at, std::uint32_t mode) override { return real_.set_mode(at, mode); }
  Status set_mtime(const At& at, std::int64_t seconds) override { return real_.set_mtime(at, seconds); }
  Status sync(const Fd& fd) override { return ++syncs, real_.sync(fd); }
  Status sync_data(const Fd& fd) override { return ++syncs, real_.sync_data(fd); }
  Status sync_filesystem(const Fd& fd) override { return ++syncs, real_.sync_filesystem(fd); }
  Result<bool> lock(const Fd& fd, Lock kind, Wait wait) override { return real_.lock(fd, kind, wait); }
  Status close(int number) override { return real_.close(number); }

 private:
  RealFs& real_;
};

double milliseconds(const std::function<void()>& work) {
  const auto start = Clock::now();
  work();
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

class Bench {
 public:
  Bench(std::string root, int rounds) : root_(std::move(root)), rounds_(rounds) {
    store_ = must(Store::open(
        {.store_dir = root_ + "/store", .state_dir = root_ + "/state/hm", .data_dir = root_ + "/var"}, fs_));
    must(fs_.make_directory(At(root_ + "/home"), 0755));
  }

  void run() {
    home_files(1000);
    switches(1000);
    switches(10'000);
    hashing("one file of 256 MiB", 1, 256);
    hashing("4,096 files of 64 KiB", 4096, 256);
    hashing("32,768 files of 4 KiB", 32'768, 128);
  }

 private:
  void row(const std::string& what, double ms, std::size_t syncs, const char* budget) {
    fmt::print("{:<46} {:>10.2f} {:>6} syncs   {}\n", what, ms, syncs, budget);
    std::fflush(stdout);
  }

  // The least of the rounds; what the last of them synced.
  void measure(const std::string& what, const char* budget, const std::function<void(int)>& once) {
    double least = 1e9;
    for (int i = 0; i < rounds_; ++i) {
      fs_.syncs = 0;
      least = std::min(least, milliseconds([&] { once(i); }));
    }
    row(what, least, fs_.syncs, budget);
  }

  StorePath derivation(const std::string& name, const std::string& builder, const json& attributes,
                       const std::vector<StorePath>& inputs) {
    Derivation d;
    d.system = "builtin";
    d.builder = "builtin:" + builder;
    d.environment["__json"] = attributes.dump();
    d.environment["name"] = name;
    for (const StorePath& input : inputs) d.input_derivations[input.in(store_->dir())] = {"out"};
    d.outputs["out"] = {};
    const Hash hash = hash_of(HashAlgorithm::Sha256, d.to_aterm());
    d.outputs["out"].path = output_path(store_->dir(), hash, name, "out").in(store_->dir());
    d.environment["out"] = d.outputs["out"].path;
    return must(store_->add_derivation(name, d));
  }

  StorePath files_derivation(int count, const std::string& tag) {
    json files = json::array();
    for (int i = 0; i < count; ++i) {
      files.push_back({{"target", fmt::format("many/d{}/file-{}", i % 100, i)},
                       {"text", fmt::format("file {} of {}\n", i, tag)}});
    }
    return derivation("home-manager-files", "home-files", {{"files", files}}, {});
  }

  std::string built(const StorePath& path) {
    return must(store_->realise({{path, {}}}, {})).at(path).at("out").in(store_->dir());
  }

  std::string generation(int count, const std::string& tag) {
    const StorePath files = files_derivation(count, tag);
    const std::string made = built(files);
    const json manifest = {
        {"version", 1}, {"username", "sean"}, {"homeDirectory", root_ + "/home"}, {"stateVersion", "24.05"}};
    return built(derivation("home-manager-generation", "generation",
                            {{"homeFiles", made}, {"manifest", manifest}, {"hmVersion", "bench"}}, {files}));
  }

  void home_files(int count) {
    measure(fmt::format("home-files of {} generated files", count), "50, 0 processes",
            [&](int i) { built(files_derivation(count, fmt::format("round{}", i))); });
  }

  void switches(int count) {
    const activate::Place place{root_ + "/home", root_ + "/state/hm"};
    activate::SwitchOptions options;
    options.manage_units = false;
    const std::string one = generation(count, "one"), two = generation(count, "two");
    const auto to = [&](const std::string& which) { must(activate::switch_to(fs_, place, which, options)); };
    fs_.syncs = 0;
    const double first = milliseconds([&] { to(one); });
    row(fmt::format("plan + link, {} files, first", count), first, fs_.syncs, "");
    measure(fmt::format("plan + link, {} files, unchanged", count), count == 10'000 ? "40" : "",
            [&](int) { to(one); });
    measure(fmt::format("plan + link, {} files, all changed", count), count == 1000 ? "50" : "",
            [&](int i) { to(i % 2 == 0 ? two : one); });
    to(one);
    const activate::GenerationNumber number = must(activate::current_generation(fs_, place)).number;
    to(two);
    const activate::GenerationNumber other = must(activate::current_generation(fs_, place)).number;
    measure(fmt::format("rollback, {} files changed", count), count == 1000 ? "5, one rename" : "",
            [&](int i) { must(activate::rollback(fs_, place, i % 2 == 0 ? number : other, options)); });
    must(activate::uninstall(fs_, place, options));
  }

  void hashing(const std::string& what, int files, std::size_t mebibytes) {
    const std::size_t size = (mebibytes << 20) / static_cast<std::size_t>(files);
    std::string bytes(size, '\0');
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * 2654435761u >> 13);
    const std::string tree = root_ + "/tree";
    must(fs_.make_directory(At(tree), 0755));
    for (int i = 0; i < files; ++i) {
      Fd file = must(fs_.create(At(fmt::format("{}/{}", tree, i)), Create::New, 0644));
      must(fs_.write(file, bytes));
    }
    double walked = 1e9, alone = 1e9;
    for (int i = 0; i < rounds_; ++i) {
      walked = std::min(walked, milliseconds([&] {
                          NarHasher hasher;
                          must(walk_tree(fs_, At(tree), tree, nullptr, hasher));
                          hasher.finish();
                        }));
      alone = std::min(alone, milliseconds([&] { hash_alone(bytes, files); }));
    }
    const double total = static_cast<double>(mebibytes) / 1024 * 1000;
    fmt::print("{:<46} {:>7.2f} GiB/s, libcrypto alone {:.2f}: {:.0f} %   80 %\n", "hash " + what,
               total / walked, total / alone, 100 * alone / walked);
    std::fflush(stdout);
    for (int i = 0; i < files; ++i) must(fs_.unlink(At(fmt::format("{}/{}", tree, i))));
    must(fs_.remove_directory(At(tree)));
  }

  // As `openssl speed -bytes 16384 sha256`: one block in the cache, again and again.
  static void hash_alone(const std::string& bytes, int times) {
    constexpr std::size_t kBlock = 16'384;
    const std::string block(kBlock, 'x');
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    EVP_DigestInit_ex(context, EVP_sha256(), nullptr);
    std::size_t left = bytes.size() * static_cast<std::size_t>(times);
    for (; left > 0; left -= std::min(left, kBlock))
      EVP_DigestUpdate(context, block.data(), std::min(left, kBlock));
    unsigned char hash[EVP_MAX_MD_SIZE];
    EVP_DigestFinal_ex(context, hash, nullptr);
    EVP_MD_CTX_free(context);
  }

  std::string root_;
  int rounds_;
  RealFs real_;
  CountingFs fs_{real_};
  std::unique_ptr<Store> store_;
};

}  // namespace
}  // namespace hm

int main(int count, char** values) {
  if (count < 2) {
    std::fprintf(stderr, "usage: bench_parts DIRECTORY [ROUNDS]\n");
    return 2;
  }
  hm::Bench(values[1], count > 2 ? std::max(1, std::atoi(values[2])) : 12).run();
  return 0;
}
