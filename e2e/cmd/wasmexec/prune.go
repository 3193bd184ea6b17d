package main

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/js"
)

var errNoImportObject = errors.New("it does not assign an object of objects to this.importObject")

// prune takes out of script, a wasm_exec.js, the functions that wanted does not name. A name is kept whichever module it is imported
// from: TinyGo's file has one object under two names.
func prune(script []byte, wanted []imported) ([]byte, error) {
	tree, err := js.Parse(parse.NewInputBytes(script), js.Options{})
	if err != nil {
		return nil, err
	}
	found := &importObjects{}
	js.Walk(found, tree)
	missing := map[string]bool{}
	for _, one := range wanted {
		missing[one.name] = true
	}
	isWanted := func(name string) bool { _, is := missing[name]; return is }
	groups := 0
	for _, object := range found.all {
		object.List = slices.DeleteFunc(object.List, func(module js.Property) bool {
			group, isObject := module.Value.(*js.ObjectExpr)
			if !isObject {
				return false
			}
			groups++
			group.List = slices.DeleteFunc(group.List, func(one js.Property) bool {
				name, isKnown := nameOf(one)
				if isWanted(name) {
					missing[name] = false
				}
				return isKnown && !isWanted(name)
			})
			return len(group.List) == 0
		})
	}
	if groups == 0 {
		return nil, errNoImportObject
	}
	for _, one := range wanted {
		if missing[one.name] {
			return nil, fmt.Errorf("it has no %s (%s): the two come from different compilers", one.name, one.module)
		}
	}
	var out bytes.Buffer
	tree.JS(&out)
	return out.Bytes(), nil
}

// importObjects are the object literals that are assigned to a member importObject.
type importObjects struct{ all []*js.ObjectExpr }

func (i *importObjects) Enter(node js.INode) js.IVisitor {
	if assignment, is := node.(*js.BinaryExpr); is && assignment.Op == js.EqToken {
		to, isMember := assignment.X.(*js.DotExpr)
		object, isObject := assignment.Y.(*js.ObjectExpr)
		if isMember && isObject && to.Y.String() == "importObject" {
			i.all = append(i.all, object)
		}
	}
	return i
}

func (i *importObjects) Exit(js.INode) {}

// nameOf is a property's name, if it is written out.
func nameOf(one js.Property) (name string, isKnown bool) {
	written := one.Name
	if method, is := one.Value.(*js.MethodDecl); is {
		written = &method.Name.PropertyName
	}
	if one.Spread || written == nil || written.IsComputed() {
		return "", false
	}
	name = string(written.Literal.Data)
	if written.Literal.TokenType == js.StringToken {
		name = name[1 : len(name)-1]
	}
	return name, !strings.Contains(name, `\`)
}
