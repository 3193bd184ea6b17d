// Makes elements. A string that is given as a child becomes a text node: nothing that a server says is ever parsed as markup.

/** An HTML element with these attributes (true: present; false, null or undefined: absent) and children. */
export function el(tag, attributes = {}, ...children) {
	return fill(document.createElement(tag), attributes, children);
}

/** The same for SVG. */
export function svg(tag, attributes = {}, ...children) {
	return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function fill(element, attributes, children) {
	for (const [name, value] of Object.entries(attributes)) {
		if (value !== false && value !== null && value !== undefined) {
			element.setAttribute(name, value === true ? "" : value);
		}
	}
	element.append(...children);
	return element;
}

export const byId = (id) => document.getElementById(id);

/** Shows text in an element, or hides it where there is none. */
export function say(element, text) {
	element.textContent = text;
	element.hidden = text === "";
}
