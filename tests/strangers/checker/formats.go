package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// keys are the log's key, which note knows, and the clock's, whose kind C2SP added later.
type keys struct {
	log   note.Verifier
	clock note.Verifier
}

func readKeys(log, cosigner string) (keys, error) {
	verifier, err := note.NewVerifier(log)
	if err != nil || cosigner == "" {
		return keys{log: verifier}, err
	}
	clock, err := readCosigner(cosigner)
	return keys{verifier, clock}, err
}

// open verifies a checkpoint by every key and reads its origin, size and root.
func (k keys) open(signed []byte) (tlog.Tree, error) {
	known := []note.Verifier{k.log}
	if k.clock != nil {
		known = append(known, k.clock)
	}
	opened, err := note.Open(signed, note.VerifierList(known...))
	if err != nil {
		return tlog.Tree{}, err
	}
	for _, key := range known {
		if !signedBy(opened, key) {
			return tlog.Tree{}, fmt.Errorf("%s did not sign", key.Name())
		}
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != k.log.Name() || lines[3] != "" {
		return tlog.Tree{}, fmt.Errorf("not a checkpoint of %s", k.log.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return tlog.Tree{}, errors.New("the size is not a number")
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

func signedBy(opened *note.Note, key note.Verifier) bool {
	for _, signature := range opened.Sigs {
		if signature.Name == key.Name() && signature.Hash == key.KeyHash() {
			return true
		}
	}
	return false
}

// cosignature is a verifier of C2SP tlog-cosignature v1, written from its page.
type cosignature struct {
	name   string
	hash   uint32
	public ed25519.PublicKey
}

func readCosigner(vkey string) (note.Verifier, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return nil, errors.New("cosigner: not a vkey")
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(key) != 1+ed25519.PublicKeySize || key[0] != 0x04 {
		return nil, errors.New("cosigner: not a key of kind 0x04")
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	hash := binary.BigEndian.Uint32(sum[:4])
	if fmt.Sprintf("%08x", hash) != parts[1] {
		return nil, errors.New("cosigner: the key id is another key's")
	}
	return cosignature{parts[0], hash, key[1:]}, nil
}

func (c cosignature) Name() string    { return c.name }
func (c cosignature) KeyHash() uint32 { return c.hash }
func (c cosignature) Verify(text, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	seconds := binary.BigEndian.Uint64(signature[:8])
	message := fmt.Sprintf("cosignature/v1\ntime %d\n%s", seconds, text)
	return ed25519.Verify(c.public, []byte(message), signature[8:])
}

// servedPath is where C2SP tlog-tiles has a tile; tlog's own paths begin with the height.
func servedPath(tile tlog.Tile) string {
	path := strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/", height), "tile/", 1)
	return strings.Replace(path, "tile/data/", "tile/entries/", 1)
}

// tiles reads a folder's tiles for tlog, which proves each of them before it is used.
type tiles string

func (t tiles) Height() int                     { return height }
func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}
func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	found := make([][]byte, len(wanted))
	for i, tile := range wanted {
		data, err := os.ReadFile(filepath.Join(string(t), servedPath(tile)))
		if err != nil {
			return nil, err
		}
		found[i] = data
	}
	return found, nil
}

// checkReceipt proves the entry in a C2SP tlog-proof, and that this log extends its checkpoint.
func checkReceipt(
	keys keys, file string, tree tlog.Tree, served tlog.HashReader, entries []tlog.Hash,
) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	head, checkpoint, found := strings.Cut(string(text), "\n\n")
	lines := strings.Split(head, "\n")
	if !found || lines[0] != "c2sp.org/tlog-proof@v1" || len(lines) < 2 {
		return errors.New("not a receipt")
	}
	lines = lines[1:]
	var carried []byte
	if extra, is := strings.CutPrefix(lines[0], "extra "); is && len(lines) > 1 {
		if carried, err = base64.StdEncoding.DecodeString(extra); err != nil {
			return err
		}
		lines = lines[1:]
	}
	number, is := strings.CutPrefix(lines[0], "index ")
	index, err := strconv.ParseInt(number, 10, 64)
	if err != nil || !is {
		return errors.New("no index")
	}
	var proof tlog.RecordProof
	for _, line := range lines[1:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return err
		}
		proof = append(proof, hash)
	}
	old, err := keys.open([]byte(checkpoint))
	if err != nil {
		return err
	}
	if err := extends(old, tree, served); err != nil {
		return err
	}
	if index < 0 || index >= old.N {
		return fmt.Errorf("no entry %d in a log of %d", index, old.N)
	}
	if carried != nil && tlog.RecordHash(carried) != entries[index] {
		return fmt.Errorf("it carries another entry than number %d", index)
	}
	return tlog.CheckRecord(proof, old.N, old.Hash, index, entries[index])
}
