// Ordinary builds: what a builder is given, what becomes of what it leaves, and how it fails.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "store/build/environment.hpp"
#include "tests/unit/store/store_scene.hpp"

namespace hm {
namespace {

namespace stdfs = std::filesystem;
using test::must;
using test::StoreScene;

Error failure_of(StoreScene& s, const StorePath& drv, const BuildOptions& how = {}) {
  auto result = s.store->realise({{drv, {}}}, how);
  if (result) throw std::runtime_error("the build succeeded");
  return std::move(result).error();
}

std::string notes_of(const Error& error) {
  std::string all;
  for (const std::string& note : error.diagnostic().notes) all += note + "\n";
  return all;
}

TEST(Build, TheEnvironmentIsCleanAndComplete) {
  StoreScene s;
  ::setenv("HM_TEST_LEAK", "leaked", 1);
  const std::string out = s.in(s.build(s.script("env",
                                                "env > $out; pwd >> $out; umask >> $out; ls -la "
                                                "/proc/self/fd | wc -l >> $out; cat; stat -c %a . >> $out",
                                                {{"mine", "a value"}})));
  const std::string text = s.read(out);
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("HM_TEST_LEAK")));
  EXPECT_THAT(text, testing::HasSubstr("mine=a value\n"));
  EXPECT_THAT(text, testing::HasSubstr("HOME=/homeless-shelter\n"));
  EXPECT_THAT(text, testing::HasSubstr("NIX_STORE=" + s.store_dir + "\n"));
  EXPECT_THAT(text, testing::HasSubstr("out=" + out + "\n"));
  EXPECT_THAT(text, testing::HasSubstr("\n0022\n"));
  EXPECT_THAT(text, testing::HasSubstr("\n700\n"));
  for (const char* name : {"NIX_BUILD_TOP", "TMPDIR", "TEMPDIR", "TMP", "TEMP"})
    EXPECT_THAT(text, testing::HasSubstr(std::string(name) + "=" + s.data_dir + "/builds/")) << text;
  EXPECT_TRUE(stdfs::is_empty(s.data_dir + "/builds"));
}

TEST(Build, OutputsAreCanonicalScannedAndRegistered) {
  StoreScene s;
  const StorePath text = must(s.store->add_text("dep", "dep", {}));
  Derivation d;
  d.system = "x86_64-linux";
  d.builder = "/bin/sh";
  d.arguments = {
      "-c",
      "mkdir -p $out/bin $dev; echo \"$dep $dev\" > $out/bin/x; chmod 4777 $out/bin/x; ln -s x $out/bin/y; "
      "echo plain > $dev/h; chmod 600 $dev/h; mkdir $dev/closed; chmod 0 $dev/closed; echo to the log"};
  d.environment = {{"PATH", "/usr/bin:/bin"}, {"dep", s.in(text)}};
  d.outputs["out"] = {};
  d.outputs["dev"] = {};
  const StorePath drv = s.add("multi", d, {}, {text});
  const Outputs outputs = must(s.store->realise({{drv, {"out"}}}, {})).at(drv);
  EXPECT_EQ(outputs.size(), 1U);
  const Outputs all = must(s.store->outputs_of(drv));
  EXPECT_TRUE(must(s.store->is_valid(all.at("dev")))) << "all outputs of a build are registered";
  const PathInfo info = must(s.store->path_info(all.at("out"))).value();
  EXPECT_THAT(info.references, testing::UnorderedElementsAre(text, all.at("dev")));
  EXPECT_THAT(must(s.store->path_info(all.at("dev")))->references, testing::IsEmpty());
  EXPECT_EQ(must(s.real.stat(At(s.in(all.at("out")) + "/bin/x"), Follow::No)).mode, 0555U) << "no setuid bit";
  EXPECT_EQ(must(s.real.stat(At(s.in(all.at("dev")) + "/h"), Follow::No)).mode, 0444U);
  EXPECT_EQ(s.read(s.store->log_file(drv)), "to the log\n");
  EXPECT_THAT(must(s.store->verify()).problems, testing::IsEmpty());
  EXPECT_THAT(must(s.store->missing({{drv, {}}})), testing::IsEmpty());
}

TEST(Build, DependenciesComeFirst) {
  StoreScene s;
  const StorePath a = s.builtin("a", "tree", {{"entries", {{{"path", ""}, {"text", "from a"}}}}});
  const std::string a_out = s.in(must(s.store->outputs_of(a)).at("out"));
  const StorePath b = s.script("b", "cat $a > $out; echo +b >> $out", {{"a", a_out}}, {a});
  const std::string b_out = s.in(must(s.store->outputs_of(b)).at("out"));
  const StorePath c = s.builtin("c", "tree", {{"entries", {{{"path", "x"}, {"copy", b_out}}}}}, {b});
  EXPECT_THAT(must(s.store->missing({{c, {}}})), testing::ElementsAre(a, b, c));
  std::vector<std::string> events;
  BuildOptions how;
  how.progress = [&](const BuildEvent& event) {
    if (event.kind == BuildEvent::Kind::Finished) events.push_back(std::string(event.derivation.name()));
  };
  EXPECT_EQ(s.read(s.in(s.build(c, how)) + "/x"), "from a+b\n");
  EXPECT_THAT(events, testing::ElementsAre("a.drv", "b.drv", "c.drv"));
}

TEST(Build, AFailureShowsTheEndOfItsLog) {
  StoreScene s;
  const StorePath drv =
      s.script("fails", "for i in 1 2 3 4 5; do echo line $i; done; mkdir $out; echo no newline >&2; exit 3");
  BuildOptions how;
  how.log_lines = 3;
  const Error error = failure_of(s, drv, how);
  EXPECT_EQ(error.code(), Code::BuildFailed);
  EXPECT_THAT(error.message(), testing::HasSubstr("exit code 3"));
  EXPECT_THAT(notes_of(error), testing::HasSubstr("last 3 log lines:\n> line 4\n> line 5\n> no newline"));
  EXPECT_THAT(notes_of(error), testing::HasSubstr(s.store->log_file(drv)));
  EXPECT_TRUE(stdfs::is_directory(s.store_dir));
  EXPECT_FALSE(stdfs::exists(s.in(must(s.store->outputs_of(drv)).at("out")))) << "what it left is gone";
  EXPECT_TRUE(stdfs::is_empty(s.data_dir + "/builds"));
}

TEST(Build, EveryWayToFailIsSaid) {
  StoreScene s;
  EXPECT_THAT(failure_of(s, s.script("none", "true")).message(),
              testing::HasSubstr("failed to produce output path"));
  EXPECT_THAT(failure_of(s, s.script("signal", "kill -9 $$")).message(), testing::HasSubstr("signal 9"));
  EXPECT_THAT(failure_of(s, s.script("fifo", "mkfifo $out")).message(), testing::HasSubstr("neither a file"));
  Derivation d;
  d.system = "x86_64-linux";
  d.builder = "/no/such/builder";
  EXPECT_EQ(failure_of(s, s.add("nobuilder", d, {}, {})).code(), Code::NotFound);
  d.system = "aarch64-darwin";
  EXPECT_THAT(failure_of(s, s.add("darwin", d, {}, {})).message(),
              testing::HasSubstr("a 'aarch64-darwin' is required"));
  BuildOptions how;
  how.timeout = std::chrono::seconds(1);
  EXPECT_THAT(failure_of(s, s.script("slow", "sleep 30"), how).message(), testing::HasSubstr("longer"));
}

TEST(Build, WhatABuilderLeavesRunningIsKilled) {
  StoreScene s;
  const std::string pid_file = s.root + "/pid";
  // It holds the output pipe open, too: the build must end all the same.
  const StorePath drv = s.script("leaves", "sleep 1000 & echo $! > " + pid_file + "; echo x > $out");
  s.build(drv);
  const pid_t pid = std::stoi(s.read(pid_file));
  for (int i = 0; i < 100 && ::kill(pid, 0) == 0; ++i) {
    // A zombie whose parent has gone is init's to collect.
    const std::string stat =
        stdfs::exists(fmt::format("/proc/{}/stat", pid)) ? s.read(fmt::format("/proc/{}/stat", pid)) : "";
    if (stat.find(") Z") != std::string::npos) break;
    ::usleep(10'000);
    ASSERT_LT(i, 99) << "it is still running";
  }
}

TEST(Build, InterruptionEndsTheBuilder) {
  StoreScene s;
  BuildOptions how;
  int polls = 0;
  how.interrupted = [&] { return ++polls > 5; };
  const StorePath drv = s.script("sleeps", "mkdir $out; sleep 1000");
  EXPECT_EQ(failure_of(s, drv, how).code(), Code::Interrupted);
  EXPECT_FALSE(stdfs::exists(s.in(must(s.store->outputs_of(drv)).at("out"))));
  EXPECT_TRUE(stdfs::is_empty(s.data_dir + "/builds"));
}

TEST(Build, FixedOutputsAreCompared) {
  StoreScene s;
  const auto fixed = [&](const std::string& name, const Hash& hash, bool recursive,
                         const std::string& script) {
    Derivation d;
    d.system = "x86_64-linux";
    d.builder = "/bin/sh";
    d.arguments = {"-c", script};
    d.environment = {{"PATH", "/usr/bin:/bin"}};
    d.outputs["out"] = {s.in(fixed_output_path(s.store_dir, name, hash, recursive)),
                        std::string(recursive ? "r:" : "") + std::string(name_of(hash.algorithm)),
                        hash.base16()};
    d.environment["out"] = d.outputs["out"].path;
    return s.add(name, d, {}, {});
  };
  const Hash right = hash_of(HashAlgorithm::Sha512, "data");
  EXPECT_EQ(s.read(s.in(s.build(fixed("good", right, false, "printf data > $out")))), "data");
  const Error error = failure_of(s, fixed("bad", right, false, "printf other > $out"));
  EXPECT_EQ(error.code(), Code::HashMismatch);
  EXPECT_THAT(error.message(), testing::HasSubstr("specified: " + right.sri()));
  EXPECT_THAT(error.message(),
              testing::HasSubstr("got:    " + hash_of(HashAlgorithm::Sha512, "other").sri()));
  EXPECT_EQ(failure_of(s, fixed("dir", right, false, "mkdir $out")).code(), Code::BuildFailed);
}

TEST(Build, PassAsFileAndStructuredAttributes) {
  StoreScene s;
  EXPECT_EQ(s.read(s.in(s.build(s.script("paf", "cat \"$bigPath\" > $out; test -z \"$big\"",
                                         {{"passAsFile", "big"}, {"big", "a lot\n"}})))),
            "a lot\n");
  Derivation d;
  d.system = "x86_64-linux";
  d.builder = "/bin/bash";
  d.arguments = {"-c",
                 ". $NIX_ATTRS_SH_FILE; echo \"$text|$number|$yes|$no|${list[1]}|${set[k]}|${outputs[out]}\" "
                 "> ${outputs[out]}; /bin/cat $NIX_ATTRS_JSON_FILE >> ${outputs[out]}"};
  d.environment["__json"] = nlohmann::json{{"text", "it's"},  {"number", 3},           {"yes", true},
                                           {"no", false},     {"list", {"a", "b c"}},  {"set", {{"k", "v"}}},
                                           {"not-a-name", 1}, {"nested", {{"a", {1}}}}}
                                .dump();
  d.outputs["out"] = {
      s.in(output_path(s.store_dir, hash_of(HashAlgorithm::Sha256, d.to_aterm()), "attrs", "out")), "", ""};
  const std::string out = s.in(s.build(must(s.store->add_derivation("attrs", d))));
  const std::string text = s.read(out);
  EXPECT_EQ(text.substr(0, text.find('\n')), "it's|3|1||b c|v|" + out);
  const auto attributes = nlohmann::json::parse(text.substr(text.find('\n') + 1));
  EXPECT_EQ(attributes["outputs"]["out"], out);
  EXPECT_EQ(attributes["nested"]["a"][0], 1);
}

TEST(Build, LeftoversOfACrashAreReplaced) {
  StoreScene s;
  const StorePath drv = s.script("again", "mkdir $out && echo fresh > $out/x");
  s.write(s.in(must(s.store->outputs_of(drv)).at("out")) + "/stale", "old");
  const std::string out = s.in(s.build(drv));
  EXPECT_EQ(s.read(out + "/x"), "fresh\n");
  EXPECT_FALSE(stdfs::exists(out + "/stale"));
}

TEST(Build, TwoProcessesBuildTheSameOnce) {
  StoreScene s;
  const std::string counter = s.root + "/count";
  const StorePath drv = s.script("once", "echo run >> " + counter + "; sleep 0.3; echo done > $out");
  must(s.store->flush());
  std::vector<pid_t> children;
  for (int i = 0; i < 4; ++i) {
    const pid_t pid = ::fork();
    if (pid == 0) {
      RealFs fs;
      auto store = Store::open(s.options(), fs);
      ::_exit(store && (*store)->realise({{drv, {}}}, {}) ? 0 : 1);
    }
    children.push_back(pid);
  }
  for (const pid_t pid : children) {
    int status = 0;
    ::waitpid(pid, &status, 0);
    EXPECT_EQ(status, 0);
  }
  EXPECT_EQ(s.read(counter), "run\n");
  EXPECT_TRUE(stdfs::is_empty(s.data_dir + "/locks"));
}

}  // namespace
}  // namespace hm
